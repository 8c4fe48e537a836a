import { Command, Option } from 'commander';
import { version } from '../package.json';
import { type Answer, FORMATS } from './answer.ts';
import { apiCommand } from './commands/api/command.ts';
import { completionCommand } from './commands/completion/command.ts';
import { doctorCommand } from './commands/doctor/command.ts';
import { wholeNumber } from './commands/flags.ts';
import { addHelp } from './commands/help/command.ts';
import { addNoun } from './commands/lists/command.ts';
import { NOUNS } from './commands/lists/nouns.ts';
import { sandboxCommand } from './commands/sandbox/command.ts';
import { schemaCommand } from './commands/schema/command.ts';
import { suggest } from './commands/suggestions.ts';
import { type Context, DEFAULT_TIMEOUT } from './context.ts';

/** Makes a commander action of a function from a context and its operands to an answer. */
export type Act = <A extends unknown[]>(
  run: (context: Context, ...args: A) => Promise<Answer>,
) => (...args: A) => Promise<void>;

/** The command tree for a command line of these words: what nobody could see is left out, since making it takes time. */
export const buildProgram = (act: Act, words: readonly string[]): Promise<Command> =>
  grow(act, new Set(words), words[0]);

/** The tree with all there is in it, for whoever reads it rather than runs it. */
export const wholeProgram = (act: Act = () => async () => {}): Promise<Command> => grow(act, { has: () => true });

/** The names of commands whose flags are wanted. */
export type Named = Pick<ReadonlySet<string>, 'has'>;

/** The commands in the order help shows them, but only the one that `first` is, if it is one. */
async function grow(act: Act, named: Named, first?: string): Promise<Command> {
  const program = root();
  const whole = () => wholeProgram(act);
  /** A command with others below it, which are loaded only for a command line that names it: nobody else sees them. */
  const group = (
    [name, ...aliases]: readonly [string, ...string[]],
    description: string,
    fill: (group: Command) => Promise<void>,
  ) =>
    [
      [name, ...aliases],
      async () => {
        const command = program.command(name).aliases(aliases).description(description);
        if ([name, ...aliases].some(one => named.has(one))) await fill(command);
      },
    ] as const;
  const commands: (readonly [names: readonly string[], add: () => unknown])[] = [
    group(['oppty', 'opportunity', 'opportunities'], 'opportunities', async oppty =>
      (await import('./commands/oppty/create.ts')).fillOppty(oppty, act),
    ),
    group(['drafts'], 'opportunities that were begun and have no record yet', async drafts =>
      (await import('./commands/drafts/command.ts')).fillDrafts(drafts, act),
    ),
    ...NOUNS.map(noun => [[noun.name, noun.singular], () => addNoun(noun, program, act, named)] as const),
    [['api'], () => program.addCommand(apiCommand(act))],
    group(['auth'], 'sign in to a space, and see which are known', async auth =>
      (await import('./commands/auth/command.ts')).fillAuth(auth, act),
    ),
    group(['config'], 'set what oppty create takes when nothing else is said', async config =>
      (await import('./commands/config/command.ts')).fillConfig(config, act),
    ),
    [['doctor'], () => program.addCommand(doctorCommand(act))],
    [['sandbox'], () => program.addCommand(sandboxCommand(act))],
    [['completion'], () => program.addCommand(completionCommand(act))],
    [['schema'], () => program.addCommand(schemaCommand(act, whole))],
    // Help looks at the others.
    [[], () => addHelp(program, act, whole)],
  ];
  const meant = commands.filter(([names]) => first !== undefined && names.includes(first));
  for (const [, add] of meant.length > 0 ? meant : commands) await add();
  return program;
}

/** The tool itself, with the flags that every command takes. */
function root(): Command {
  const profile = new Option('--profile <name>', 'which stored sign-in to use; also PIPELINER_PROFILE');
  return new Command('pipeliner')
    .helpCommand(false)
    .description('Pipeliner CRM (Coevera) on the command line.')
    .version(version, '-V, --version')
    .option('--json', 'short for --format json')
    .addOption(new Option('--format <f>', 'default: table, or tsv through a pipe').choices(FORMATS).conflicts('json'))
    .option('--jq <expression>', 'print what this jq filter makes of the JSON')
    .option('--csv-raw', 'leave cells that a spreadsheet would run as formulas as they are')
    .addOption(suggest(profile.conflicts('sandbox'), { kept: 'profiles' }))
    .option('--sandbox', 'use the built-in space; also PIPELINER_SANDBOX=1')
    .option('--no-input', 'never ask; also PIPELINER_NO_INPUT=1 and CI')
    .addOption(
      new Option('--timeout <seconds>', `time for the network; default ${DEFAULT_TIMEOUT}`).argParser(
        wholeNumber(1, 86_400),
      ),
    )
    .option('--debug', 'one line for each request on stderr')
    .option('--color', 'colour in any case')
    .option('--no-color', 'no colour in any case')
    .addHelpText('after', EXAMPLES);
}

const EXAMPLES = `
Start here:
  pipeliner sandbox tour               what it can do, in a minute
  pipeliner --sandbox oppty create     the wizard, on the built-in space
  pipeliner --sandbox accounts --search ziemann --json | jq .`;
