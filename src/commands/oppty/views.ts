import type { Context } from '../../context.ts';
import { CliError, usage } from '../../errors.ts';
import { isViewName, VIEW_PREFIX } from '../../settings/keys.ts';
import { nearest } from '../../values/names.ts';
import { splitWords } from '../../values/shell.ts';
import type { ProgramDefinition } from '../define.ts';
import { type FlagDefinition, flagSyntax } from '../flags.ts';
import type { SelectionFlags } from './selection-flags.ts';

/** The flags with those of the view that --view names; a flag of the line wins. Throws NOT_FOUND, USAGE. */
export async function withView(
  context: Context,
  flags: SelectionFlags,
  program: ProgramDefinition,
): Promise<SelectionFlags> {
  const { view, ...lineFlags } = flags;
  if (view === undefined) return flags;
  const settings = await (await context.settings()).all();
  const setting = settings.find(({ key }) => key === VIEW_PREFIX + view);
  if (!setting) {
    const names = settings.flatMap(({ key }) => (isViewName(key) ? [key.slice(VIEW_PREFIX.length)] : []));
    const similar = nearest(view, names);
    throw new CliError('NOT_FOUND', `There is no view '${view}'`, {
      flag: '--view',
      ...(similar
        ? { hint: `Did you mean '${similar}'?` }
        : { hint: 'Save one:', command: ['config', 'set', `${VIEW_PREFIX}${view}`, '<flags of oppty list>'] }),
    });
  }
  const { flags: viewFlags, definitions } = await parseView(program, setting.value);
  return mergeFlags(viewFlags, lineFlags, definitions);
}

/** The flags of a view, read as `oppty list` reads its own. Throws USAGE. */
export async function parseView(
  program: ProgramDefinition,
  text: string,
): Promise<{ flags: SelectionFlags; definitions: readonly FlagDefinition[] }> {
  const words = splitWords(text);
  if (!words) throw usage(`A quote in '${text}' is not closed`);
  const { parseCommandLine } = await import('../command-line.ts');
  const line = await parseCommandLine(program, ['oppty', 'list', ...words], 80);
  if (line.kind === 'text') throw usage('A view holds flags of oppty list, and no --help or --version');
  const programFlags = program.flags.map(flag => flagSyntax(flag).long);
  const ofProgram = words.find(word => programFlags.includes(word.split('=')[0]!));
  if (ofProgram) throw usage(`A view holds flags of oppty list only, and ${ofProgram} is one of every command`);
  if ('view' in line.flags) throw usage('A view cannot hold --view');
  return { flags: line.flags as SelectionFlags, definitions: line.command.flags ?? [] };
}

/**
 * The flags of a view below those of a line: a flag of the line takes the place of the same one and of those that it
 * cannot go with. Filters on other fields stay.
 */
function mergeFlags(
  view: SelectionFlags,
  line: SelectionFlags,
  definitions: readonly FlagDefinition[],
): SelectionFlags {
  const conflicts = definitions.flatMap(flag =>
    (flag.conflicts ?? []).map(other => [camelCase(flagSyntax(flag).long), camelCase(other)] as const),
  );
  const excluded = new Set(
    Object.keys(line).flatMap(name => [
      ...(name === 'filter' ? [] : [name]),
      ...conflicts.flatMap(([a, b]) => (a === name ? [b] : b === name ? [a] : [])),
    ]),
  );
  const remaining = Object.fromEntries(Object.entries(view).filter(([name]) => !excluded.has(name)));
  const fieldOf = (condition: string) => /^[\w.]*/.exec(condition)?.[0];
  const lineFields = (line.filter ?? []).map(fieldOf);
  const filter = [
    ...((remaining.filter as string[] | undefined) ?? []).filter(condition => !lineFields.includes(fieldOf(condition))),
    ...(line.filter ?? []),
  ];
  return { ...remaining, ...line, ...(filter.length > 0 ? { filter } : {}) };
}

const camelCase = (flag: string) => flag.slice(2).replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
