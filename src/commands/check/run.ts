import { RULE_NAMES, RULES } from '../../report/rules.ts';
import type { Command } from '../act.ts';
import { narrowingFlags } from '../report/flags.ts';
import type { CheckFlags } from './flags.ts';

const rules = { words: [...RULE_NAMES], list: true } as const;

/** The rules with what they look for, below each other. */
const describeRules = () => RULES.map(({ name, summary }) => `  ${name.padEnd(13)} ${summary}`).join('\n');

/** `pipeliner check run`, and `check` alone. */
export const run: Command<CheckFlags> = {
  name: 'run',
  summary: 'look for what is wrong with open opportunities; exit 13 if there is anything',
  flags: [
    { flag: '--rule <names>', summary: 'only these rules, as a,b', takes: { kind: 'list' }, suggest: rules },
    {
      flag: '--except <names>',
      summary: 'all rules but these',
      takes: { kind: 'list' },
      suggest: rules,
      conflicts: ['--rule'],
    },
    {
      flag: '--fail-on <names>',
      summary: 'exit 13 only for these; the others are told',
      takes: { kind: 'list' },
      suggest: rules,
    },
    ...narrowingFlags({ without: ['--status', '--stale'] }),
    {
      flag: '--stale <time>',
      summary: 'how long nobody has changed what is stale: 30d, 6w, 3m, 1y; default 30d',
      suggest: { words: ['14d', '30d', '90d'] },
    },
  ],
  explanation: `Rules:\n${describeRules()}\n\nEach finding comes with the command that mends it, or shows it.`,
  examples: [
    'check',
    'check --owner john.doe@example.com --except stale,slow-step',
    'check --fail-on overdue,no-value --format csv',
    'check run --rule overdue --json',
  ],
  writes: 'nothing',
  schemas: async () => (await import('./schemas.ts')).checkSchemas,
  run: async (context, { flags, program }) => {
    const { runCheck } = await import('./run-check.ts');
    return runCheck(context, flags, program);
  },
};
