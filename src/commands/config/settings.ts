import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { CliError, usage } from '../../errors.ts';
import { parseSettingName, parseSettingValue } from '../../settings/keys.ts';
import type { Setting } from '../../settings/settings.ts';
import { quoteForShell } from '../../values/shell.ts';
import type { Row } from '../../wire/entities.ts';

/** What is set, as a list. */
export async function list(context: Context, { showOrigin }: { showOrigin?: boolean }): Promise<Answer> {
  const settings = await (await context.config()).all();
  const paths = ['key', 'value', ...(showOrigin ? ['origin'] : [])];
  async function* rows(): AsyncGenerator<Row[]> {
    yield settings.map(one => (showOrigin ? withOrigin(one) : { key: one.key, value: one.value }));
  }
  return {
    kind: 'records',
    columns: paths.map(path => ({ head: path, path })),
    pages: rows(),
    more: () => (settings.length === 0 ? 'Nothing is set. pipeliner config --help has the keys.' : undefined),
  };
}

/** The value that holds. Throws NOT_FOUND if none is set. */
export async function get(context: Context, name: string): Promise<Answer> {
  const key = parseSettingName(name);
  const setting = await (await context.config()).get(key.name);
  if (setting) return { kind: 'text', text: setting.value, row: withOrigin(setting) };
  throw new CliError('NOT_FOUND', `${name} is not set`, {
    hint: `Set it: pipeliner config set ${name} '<${key.takes}>'`,
  });
}

/** Sets a value, and tells whether another one wins over it. */
export async function set(
  context: Context,
  name: string,
  text: string,
  { global = false }: { global?: boolean },
): Promise<Answer> {
  refuseTwoPlaces(context, global);
  const key = parseSettingName(name);
  const value = parseSettingValue(key, text);
  const config = await context.config();
  const { scopeName } = await config.set(key.name, value, global);
  const holds = await config.get(key.name);
  const other = holds && holds.value !== value ? `\nBut here it is ${holds.value}, by ${holds.origin}.` : '';
  return { kind: 'nothing', said: `${name} is ${value} for ${scopeName}.${other}` };
}

/** Takes a value away, and tells which one holds now. Throws NOT_FOUND if none was set there. */
export async function unset(context: Context, name: string, { global = false }: { global?: boolean }): Promise<Answer> {
  refuseTwoPlaces(context, global);
  const key = parseSettingName(name);
  const config = await context.config();
  const { scopeName, before } = await config.set(key.name, undefined, global);
  const holds = await config.get(key.name);
  if (!before) {
    const hint = holds?.unset && quoteForShell(holds.unset, context.host.platform);
    throw new CliError('NOT_FOUND', `${name} is not set for ${scopeName}`, {
      hint: holds && `It is ${holds.value}, by ${holds.origin}.${hint ? `\n${hint}` : ''}`,
    });
  }
  const other = holds ? `\nNow it is ${holds.value}, by ${holds.origin}.` : '';
  return { kind: 'nothing', said: `${name} is no longer set for ${scopeName}.${other}` };
}

const withOrigin = ({ key, value, origin }: Setting): Row => ({ key, value, origin });

function refuseTwoPlaces({ flags }: Context, global: boolean): void {
  const flag = flags.sandbox ? '--sandbox' : flags.profile === undefined ? undefined : '--profile';
  if (global && flag) throw usage(`--global and ${flag} contradict each other`, { flag: '--global' });
}
