import { version } from '../package.json';
import { FORMATS } from './answer.ts';
import type { Command, Group } from './commands/act.ts';
import { api } from './commands/api/command.ts';
import { apply } from './commands/apply/command.ts';
import { completion } from './commands/completion/command.ts';
import type { ProgramDefinition } from './commands/define.ts';
import { doctor } from './commands/doctor/command.ts';
import { type FlagDefinition, VERSION_FLAG } from './commands/flags.ts';
import { help } from './commands/help/command.ts';
import { TOPICS } from './commands/help/topics.ts';
import { nounGroup } from './commands/lists/command.ts';
import { NOUNS } from './commands/lists/nouns.ts';
import { mcp } from './commands/mcp/command.ts';
import { schema } from './commands/schema/command.ts';
import { undo } from './commands/undo/command.ts';
import { whoami } from './commands/whoami/command.ts';
import { DEFAULT_TIMEOUT } from './context.ts';

/** The flags that every command takes. */
const GLOBAL_FLAGS: readonly FlagDefinition[] = [
  VERSION_FLAG,
  { flag: '--json', summary: 'short for --format json' },
  {
    flag: '--format <f>',
    summary: 'default: table, or tsv through a pipe',
    takes: { kind: 'choice', words: FORMATS },
    conflicts: ['--json'],
  },
  { flag: '--jq <expression>', summary: 'filter the JSON with this jq expression, and print the results' },
  { flag: '--csv-raw', summary: 'do not mark cells that a spreadsheet would run as formulas' },
  {
    flag: '--profile <name>',
    summary: 'the stored sign-in to use; also PIPELINER_PROFILE',
    suggest: { stored: 'profiles' },
    conflicts: ['--sandbox'],
  },
  { flag: '--sandbox', summary: 'use the built-in space; also PIPELINER_SANDBOX=1' },
  { flag: '--no-input', summary: 'never ask; also PIPELINER_NO_INPUT=1 and CI' },
  {
    flag: '--timeout <seconds>',
    summary: `how long to wait for the network; default ${DEFAULT_TIMEOUT}`,
    takes: { kind: 'integer', min: 1, max: 86_400 },
  },
  { flag: '--debug', summary: 'print a line for each request on stderr' },
  { flag: '--color', summary: 'always use colour' },
  { flag: '--no-color', summary: 'never use colour' },
];

const oppty: Group = {
  name: 'oppty',
  aliases: ['opportunity', 'opportunities', 'deal', 'deals'],
  summary: 'list, create, change and close opportunities',
  default: 'list',
  load: async () => (await import('./commands/oppty/index.ts')).oppty,
};

const drafts: Group = {
  name: 'drafts',
  summary: 'opportunities that you started but did not create yet',
  default: 'list',
  load: async () => (await import('./commands/drafts/index.ts')).drafts,
};

const history: Group = {
  name: 'history',
  summary: 'what this tool wrote on this machine, run by run',
  default: 'list',
  load: async () => (await import('./commands/history/index.ts')).history,
};

const report: Group = {
  name: 'report',
  aliases: ['reports'],
  summary: 'sums and bars: the pipeline, the forecast, what was won and lost',
  load: async () => (await import('./commands/report/index.ts')).report,
};

const check: Group = {
  name: 'check',
  summary: 'what is wrong with open opportunities, for a nightly job',
  default: 'run',
  load: async () => (await import('./commands/check/index.ts')).check,
};

const exportGroup: Group = {
  name: 'export',
  summary: 'whole collections as files, or what is new since the last time',
  default: 'run',
  load: async () => (await import('./commands/export/index.ts')).exporting,
};

const auth: Group = {
  name: 'auth',
  summary: 'sign in to a space, and list the stored sign-ins',
  load: async () => (await import('./commands/auth/index.ts')).auth,
};

const config: Group = {
  name: 'config',
  summary: 'set default answers, and save views of oppty list',
  load: async () => (await import('./commands/config/index.ts')).config,
};

const alias: Group = {
  name: 'alias',
  summary: 'words of your own for command lines',
  default: 'list',
  load: async () => (await import('./commands/alias/index.ts')).alias,
};

const sandbox: Group = {
  name: 'sandbox',
  summary: 'the built-in space: a server on this machine that answers like the real one',
  load: async () => (await import('./commands/sandbox/index.ts')).sandbox,
};

/** The program with its commands, in the order help shows them. */
export const PROGRAM: ProgramDefinition<Command> = {
  name: 'pipeliner',
  version,
  summary: 'Pipeliner CRM (Coevera) on the command line.',
  flags: GLOBAL_FLAGS,
  explanation: `\
Topics (pipeliner help <topic>):
  ${Object.keys(TOPICS).join(' ')}

Examples:
  pipeliner sandbox tour               the product in a minute
  pipeliner --sandbox oppty create     the wizard, on the built-in space`,
  sections: [
    { heading: 'Opportunities', names: ['oppty', 'report', 'check', 'export', 'drafts', 'apply', 'history', 'undo'] },
    { heading: 'Records', names: NOUNS.map(({ name }) => name) },
    {
      heading: 'The space and this tool',
      names: ['whoami', 'auth', 'config', 'alias', 'api', 'doctor', 'sandbox', 'completion', 'schema', 'mcp', 'help'],
    },
  ],
  commands: [
    ...[oppty, report, check, exportGroup, drafts, apply, history, undo, ...NOUNS.map(nounGroup)],
    ...[whoami, api, auth, config, alias, doctor, sandbox, completion, schema, mcp, help],
  ],
};
