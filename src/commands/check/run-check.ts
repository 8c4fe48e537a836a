import type { Answer, Column } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { CliError, usage } from '../../errors.ts';
import { createLookups } from '../../records/lookups.ts';
import { RULE_NAMES, RULES, type Rule, type RuleName } from '../../report/rules.ts';
import { localDay } from '../../values/dates.ts';
import { parseAge } from '../../values/day-ranges.ts';
import { nearest } from '../../values/names.ts';
import type { Row } from '../../wire/entities.ts';
import type { CommandInput } from '../act.ts';
import { readDeals, stepsById } from '../report/read-deals.ts';
import type { CheckFlags } from './flags.ts';

const COLUMNS: readonly Column[] = [
  { heading: 'rule', path: 'rule', isWhole: true },
  { heading: 'id', path: 'id', hidden: true },
  { heading: 'name', path: 'name' },
  { heading: 'owner', path: 'owner', isOptional: true },
  { heading: 'detail', path: 'detail' },
  { heading: 'fix', path: 'fix', hidden: true },
];

const FIELDS = [
  ...['owner.name', 'closing_date', 'primary_account.name', 'quick_account_name', 'primary_contact', 'modified'],
  'days_in_step',
];

/** Looks for what is wrong with open opportunities, one finding for each rule and record. */
export async function runCheck(
  context: Context,
  { rule, except, failOn, stale = '30d', ...selection }: CheckFlags,
  program: CommandInput['program'],
): Promise<Answer> {
  const rules = chooseRules(readNames(rule, '--rule'), readNames(except, '--except'));
  const fatal = readNames(failOn, '--fail-on');
  const today = localDay(context.host.now());
  const age = parseAge(stale, today);
  if ('problem' in age) throw usage(`--stale: ${age.problem}`, { flag: '--stale' });
  const client = await context.client();
  const steps = stepsById(await createLookups(client, await context.namesCache()).steps(true));
  const reading = { fields: FIELDS, currency: { code: '', rate: undefined }, steps };
  const days = { today, staleBefore: age.date };
  const counts = new Map<RuleName, number>();
  async function* findings(): AsyncGenerator<Row[]> {
    for await (const deal of readDeals({ ...selection, status: 'open' }, reading, program, context)) {
      const found = rules.flatMap(one => {
        const finding = one.find(deal, days);
        if (!finding) return [];
        counts.set(one.name, (counts.get(one.name) ?? 0) + 1);
        const { id, name, owner } = deal;
        return { rule: one.name, id, name, owner, detail: finding.detail, fix: context.commandLine(finding.fix) };
      });
      if (found.length > 0) yield found;
    }
  }
  return {
    ...{ kind: 'records', columns: COLUMNS, pages: findings() },
    footer: () => describeCounts(counts),
    failure: () => failureOf(counts, fatal ?? RULE_NAMES),
  };
}

/** Throws USAGE for a rule that there is none of. */
function readNames(names: readonly string[] | undefined, flag: string): readonly RuleName[] | undefined {
  return names?.map(name => {
    const rule = RULE_NAMES.find(one => one === name.trim().toLowerCase());
    if (rule) return rule;
    const close = nearest(name, RULE_NAMES);
    const hint = close ? `Did you mean '${close}'?` : `There are ${RULE_NAMES.join(', ')}.`;
    throw usage(`There is no rule '${name}'`, { flag, hint });
  });
}

const chooseRules = (only: readonly RuleName[] | undefined, except: readonly RuleName[] = []): readonly Rule[] =>
  RULES.filter(({ name }) => (only ? only.includes(name) : !except.includes(name)));

/** `12 findings: 7 overdue, 5 stale`. */
function describeCounts(counts: ReadonlyMap<RuleName, number>): string {
  const all = RULE_NAMES.flatMap(name => (counts.has(name) ? [`${counts.get(name)} ${name}`] : []));
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return total === 0 ? 'Nothing was found.' : `${total} ${total === 1 ? 'finding' : 'findings'}: ${all.join(', ')}`;
}

function failureOf(counts: ReadonlyMap<RuleName, number>, fatal: readonly RuleName[]): CliError | undefined {
  const names = fatal.filter(name => counts.has(name));
  if (names.length === 0) return undefined;
  const count = names.reduce((sum, name) => sum + counts.get(name)!, 0);
  return new CliError('FINDINGS', `${count} ${count === 1 ? 'finding' : 'findings'}`, { retrySafe: true });
}
