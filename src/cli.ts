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
import { addNouns } from './commands/listing.ts';
import { offer } from './commands/offers.ts';
import { createCommand } from './commands/oppty/create.ts';
import { sandboxCommand } from './commands/sandbox.ts';
import { schemaCommand } from './commands/schema.ts';
import { type Context, DEFAULT_TIMEOUT } from './context.ts';

/** Makes a commander action of a function from a context and its operands to an answer. */
export type Act = <A extends unknown[]>(
  run: (context: Context, ...args: A) => Promise<Answer>,
) => (...args: A) => Promise<void>;

/** The command tree, in the order help shows it, for a command line of these words. */
export function buildProgram(act: Act, words: readonly string[]): Command {
  const whole = () => wholeProgram(act);
  const profile = new Option('--profile <name>', 'which stored sign-in to use; also PIPELINER_PROFILE');
  const program = new Command('pipeliner')
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
  const oppty = new Command('oppty')
    .aliases(['opportunity', 'opportunities'])
    .description('opportunities')
    .addHelpText('after', '\nExamples:\n  pipeliner oppty create');
  program.addCommand(oppty);
  const named = new Set(words);
  if ([oppty.name(), ...oppty.aliases()].some(name => named.has(name))) oppty.addCommand(createCommand(act));
  addDrafts(program, act, named);
  addNouns(program, act, named);
  program.addCommand(apiCommand(act));
  addAuth(program, act, named);
  addConfig(program, act, named);
  program.addCommand(doctorCommand(act));
  program.addCommand(sandboxCommand(act));
  program.addCommand(completionCommand(act));
  program.addCommand(schemaCommand(act, whole));
  addHelp(program, act, whole);
  return program;
}

/** The tree with all there is in it, for whoever reads it rather than runs it. */
export function wholeProgram(act: Act = () => async () => {}): Command {
  const names = buildProgram(act, []).commands.map(command => command.name());
  return buildProgram(act, names);
}

const EXAMPLES = `
Start here:
  pipeliner sandbox tour               what it can do, in a minute
  pipeliner --sandbox oppty create     the wizard, on the built-in space
  pipeliner --sandbox accounts --search ziemann --json | jq .`;
