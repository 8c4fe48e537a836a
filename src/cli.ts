import { Command, Option } from 'commander';
import { version } from '../package.json';
import { type Answer, FORMATS } from './answer.ts';
import { apiCommand } from './commands/api.ts';
import { addAuth } from './commands/auth.ts';
import { completionCommand } from './commands/completion.ts';
import { addConfig } from './commands/config.ts';
import { doctorCommand } from './commands/doctor.ts';
import { addDrafts } from './commands/drafts.ts';
import { wholeNumber } from './commands/flags.ts';
import { addHelp } from './commands/help.ts';
import { addNoun } from './commands/listing.ts';
import { NOUNS } from './commands/nouns.ts';
import { offer } from './commands/offers.ts';
import { addOppty } from './commands/oppty/create.ts';
import { sandboxCommand } from './commands/sandbox.ts';
import { schemaCommand } from './commands/schema.ts';
import { type Context, DEFAULT_TIMEOUT } from './context.ts';

/** Makes a commander action of a function from a context and its operands to an answer. */
export type Act = <A extends unknown[]>(
  run: (context: Context, ...args: A) => Promise<Answer>,
) => (...args: A) => Promise<void>;

/** The command tree for a command line of these words: what nobody could see is left out, since making it takes time. */
export const buildProgram = (act: Act, words: readonly string[]): Command => grow(act, new Set(words), words[0]);

/** The tree with all there is in it, for whoever reads it rather than runs it. */
export const wholeProgram = (act: Act = () => async () => {}): Command => grow(act, { has: () => true });

/** The names of commands whose flags are wanted. */
export type Named = Pick<ReadonlySet<string>, 'has'>;

/** The commands in the order help shows them, but only the one that `first` is, if it is one. */
function grow(act: Act, named: Named, first?: string): Command {
  const program = root();
  const whole = () => wholeProgram(act);
  const commands: (readonly [names: readonly string[], add: () => unknown])[] = [
    [['oppty', 'opportunity', 'opportunities'], () => addOppty(program, act, named)],
    [['drafts'], () => addDrafts(program, act, named)],
    ...NOUNS.map(noun => [[noun.name, noun.singular], () => addNoun(noun, program, act, named)] as const),
    [['api'], () => program.addCommand(apiCommand(act))],
    [['auth'], () => addAuth(program, act, named)],
    [['config'], () => addConfig(program, act, named)],
    [['doctor'], () => program.addCommand(doctorCommand(act))],
    [['sandbox'], () => program.addCommand(sandboxCommand(act))],
    [['completion'], () => program.addCommand(completionCommand(act))],
    [['schema'], () => program.addCommand(schemaCommand(act, whole))],
    // Help looks at the others.
    [[], () => addHelp(program, act, whole)],
  ];
  const meant = commands.filter(([names]) => first !== undefined && names.includes(first));
  for (const [, add] of meant.length > 0 ? meant : commands) add();
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
    .addOption(offer(profile.conflicts('sandbox'), { kept: 'profiles' }))
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
