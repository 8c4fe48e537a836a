import { describe, expect, it } from 'vitest';
import { useSandbox } from '../../support/hooks.ts';
import { runHere } from '../../support/host.ts';

const space = useSandbox();

const LINE = [
  ...['oppty', 'create', '--name', 'New machine', '--owner', 'john.doe@example.com', '--pipeline', 'Renewals'],
  ...['--step', 'Proposal', '--account', 'Ziemann and Sons', '--contact', 'Ida Ziemann', '--value', '12500.50'],
  ...['--closing-date', '2026-05-29'],
];

async function created(columns: number | undefined, ...more: string[]) {
  const { code, stdout, stderr } = await runHere([...LINE, ...more, '--no-color'], { env: space.env, columns });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return stdout.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, '<the id>').replace(/ +│$/gm, ' │');
}

const everything = [
  ...['--ranking', '7', '--label', 'hot,stalled', '--share-mode', 'private', '--lead-source', 'Referral'],
  ...['--set', 'cf_contract_no=2026-117', '--quick-phone', '+1 555', '--was-qualified'],
  ...['--description', 'For the new hall.\nAsk Ida first.'],
];

describe('the card of a created opportunity', () => {
  it('has all that was set, by labels and names, and what the server chose; the id last', async () => {
    const options = await runHere(['api', 'Data?filter[option_name]=North', '--json'], { env: space.env });
    const { id } = JSON.parse(options.stdout).data[0];
    expect(await created(100, ...everything, '--set', `cf_region_id=${id}`)).toContain(
      `
│ name            │ New machine │
│ status          │ open │
│ owner           │ John Doe (john.doe@example.com) │
│ step            │ Renewals › Proposal (60 %) │
│ accounts        │ Ziemann and Sons │
│ contacts        │ Ida Ziemann │
│ value           │ 12,500.50 USD │
│ closing date    │ 2026-05-29, Friday (in 25 days) │
│ type            │ Renewal │
│ unit            │ Example Company │
│ lead source     │ Referral │
│ ranking         │ 7 │
│ label           │ hot,stalled │
│ share mode      │ private │
│ quick phone     │ +1 555 │
│ was qualified   │ yes │
│ Region          │ North │
│ Contract number │ 2026-117 │
│ description     │ For the new hall. │
│                 │ Ask Ida first. │
│ id              │ <the id> │
`,
    );
  });

  it('says in which step a deal begins that is won at once', async () => {
    expect(await created(100, '--step', 'Renewed', '--set', 'cf_contract_no=R-1')).toMatch(/status +│ won │/);
  });

  it('asks for the names of what the server chose in one request, and does without if that fails', async () => {
    const run = async (fault: string) => {
      const env = { PIPELINER_SANDBOX_FAULT: fault };
      const ended = await runHere(['--sandbox', ...LINE, '--debug', '--no-color'], { env, columns: 100 });
      const [, after = ''] = ended.stderr.split(/^.*POST .*$/m);
      return { ...ended, requests: after.match(/^.*GET .*$/gm) ?? [] };
    };
    const named = await run('DELETE Accounts: 403');
    expect(named.requests).toHaveLength(1);
    expect(named.stdout).toMatch(/│ unit +│ Example Company +│/);
    const failed = await run('GET Opportunities: 403');
    expect(failed).toMatchObject({ code: 0, stdout: expect.stringMatching(/│ status +│ open +│/) });
    expect(failed.stdout).not.toMatch(/│ unit/);
    expect(failed.stdout.match(/[0-9a-f]{8}-[0-9a-f-]{27}/g)).toHaveLength(1);
  });

  it('leaves what a pipe gets as it was', async () => {
    expect(await created(undefined)).toBe(
      [
        ...['name\tNew machine', 'owner\tJohn Doe (john.doe@example.com)', 'step\tRenewals › Proposal (60 %)'],
        ...['accounts\tZiemann and Sons', 'contacts\tIda Ziemann', 'value\t12,500.50 USD', 'closing date\t2026-05-29'],
        ...['type\tRenewal', 'id\t<the id>', ''],
      ].join('\n'),
    );
  });
});
