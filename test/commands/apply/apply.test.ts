import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useHome } from '../../support/hooks.ts';
import { runInProcess } from '../../support/host.ts';
import { createLine } from '../../support/opportunity.ts';
import { errorObject } from '../../support/run.ts';

const home = useHome();

type Row = Record<string, unknown>;

const run = (...args: string[]) => runInProcess(['--sandbox', ...args], { home });
const plan = () => join(home.path, 'x.plan');
const runFiles = () => join(home.path, 'state', 'pipeliner', 'runs');

async function json<T = Row[]>(...args: string[]): Promise<T> {
  const ended = await run(...args, '--json');
  expect(ended.code, ended.stderr).toBe(0);
  return JSON.parse(ended.stdout);
}

const DEAL = 'Conveyor upgrade';
const OTHER = 'Packaging line';
const ranking = (name: string) => home.storedRows('Opportunities').find(row => row.name === name)?.ranking;
const makePlan = () => json<Row>('oppty', 'update', DEAL, OTHER, '--ranking', '7', '--plan', plan());

describe('a plan', () => {
  it('is made in place of the changes, and carried out once', async () => {
    const { digest, ...made } = await makePlan();
    expect(made).toEqual({ file: plan(), counts: { create: 0, update: 2, delete: 0, restore: 0 } });
    expect(() => readdirSync(runFiles())).toThrow();
    expect(await json('apply', plan(), '--dry-run')).toMatchObject({ digest, counts: { update: 2 } });
    expect(await json('apply', plan(), '--yes')).toMatchObject([{ outcome: 'done' }, { outcome: 'done' }]);
    expect([ranking(DEAL), ranking(OTHER)]).toEqual([7, 7]);
    await json('oppty', 'update', DEAL, '--ranking', '2');
    const again = await run('apply', plan(), '--yes');
    expect([again.code, again.stderr]).toEqual([
      0,
      expect.stringContaining('was carried out already. Nothing was sent.'),
    ]);
    expect(ranking(DEAL)).toBe(2);
  });

  it.each([
    ['an opportunity', createLine({ '--name': 'Planned' }).slice(1), 'Opportunities'],
    ['an account', ['accounts', 'create', '--name', 'Planned', '--owner', 'john.doe@example.com'], 'Accounts'],
  ])('creates %s, and undo deletes it', async (_, create, entity) => {
    const made = () => home.storedRows(entity).find(({ name }) => name === 'Planned');
    expect(await json<Row>(...create, '--plan', plan())).toMatchObject({ counts: { create: 1, update: 0 } });
    expect(made()).toBeUndefined();
    expect(await json('apply', plan(), '--yes')).toMatchObject([{ op: 'create', outcome: 'done' }]);
    expect([made()?.name, made()?.is_deleted ?? false]).toEqual(['Planned', false]);
    expect((await run('apply', plan(), '--yes')).stderr).toContain('was carried out already');
    await json('undo', '--yes');
    expect(made()).toMatchObject({ is_deleted: true });
  });

  describe('whose creates have keys, on a machine that does not know of it', () => {
    const SAYS = 'another one would create';
    const stored = (mark: string) =>
      home.storedRows('Opportunities').filter(({ name, is_deleted }) => String(name).startsWith(mark) && !is_deleted);
    const forget = () => rmSync(runFiles(), { recursive: true });
    const planRows = (count: number) => {
      const file = join(home.path, 'deals.csv');
      const lines = Array.from(
        { length: count },
        (_, index) =>
          `Keyed ${index},Ziemann and Sons,10,2027-03-31,john.doe@example.com,Test Pipeline,First,K-${index}`,
      );
      writeFileSync(file, ['Name,Account,Value,Close date,Owner,Pipeline,Step,Contract', ...lines].join('\n'));
      return json<Row>('oppty', 'import', file, '--key', 'Contract=cf_contract_no', '--plan', plan());
    };

    it('finds an opportunity that was created, and sends nothing', async () => {
      await json(...createLine({ '--name': 'Keyed' }).slice(1), '--client-key', 'cf_contract_no=K-1', '--plan', plan());
      const first = await run('apply', plan(), '--yes');
      expect([first.code, first.stderr]).toEqual([0, expect.not.stringContaining(SAYS)]);
      forget();
      expect(await json('apply', plan(), '--yes')).toMatchObject([{ op: 'create', outcome: 'unchanged' }]);
      expect(stored('Keyed').length).toBe(1);
    });

    it('names what is there otherwise, or was deleted', async () => {
      await planRows(4);
      await json('apply', plan(), '--yes');
      const ids = stored('Keyed').map(({ id }) => String(id));
      await json('oppty', 'update', ids[1]!, '--ranking', '8', '--value', '11');
      await json('oppty', 'delete', ids[2]!, '--yes');
      forget();
      const again = await run('apply', plan(), '--yes', '--json');
      const rows = JSON.parse(again.stdout) as Row[];
      expect([again.code, rows.map(({ outcome }) => outcome)]).toEqual([
        7,
        ['unchanged', 'not done', 'not done', 'unchanged'],
      ]);
      expect(rows.map(({ error }) => (error as Row | undefined)?.message)).toEqual([
        undefined,
        'Another record has its key, with another value',
        'A record with its key was created and deleted',
        undefined,
      ]);
      expect(stored('Keyed').length).toBe(3);
    });

    it('says so where one has none', async () => {
      await json(...createLine({ '--name': 'Keyless' }).slice(1), '--plan', plan());
      expect((await run('apply', plan(), '--dry-run')).stderr).toContain(`${SAYS} everything again`);
    });
  });

  it('keeps how strictly the server is to check', async () => {
    await json(...createLine().slice(1), '--validation-level', '4', '--plan', plan());
    const [, line = ''] = readFileSync(plan(), 'utf8').split('\n');
    expect(JSON.parse(line).changes[0].query).toEqual({ validationLevel: 4 });
  });

  it('can be undone', async () => {
    await makePlan();
    await json('apply', plan(), '--yes');
    await json('undo', '--yes');
    expect([ranking(DEAL), ranking(OTHER)]).toEqual([1, 5]);
  });

  it('leaves what somebody has changed since it was made, and does the rest', async () => {
    await makePlan();
    await json('oppty', 'update', OTHER, '--ranking', '8');
    const ended = await run('apply', plan(), '--yes', '--json');
    expect([ended.code, JSON.parse(ended.stdout).map(({ outcome }: Row) => outcome)]).toEqual([
      10,
      ['done', 'drifted'],
    ]);
    expect([ranking(DEAL), ranking(OTHER)]).toEqual([7, 8]);
  });

  it('is not made over a file that is there', async () => {
    writeFileSync(plan(), 'mine');
    const ended = await run('oppty', 'update', DEAL, '--ranking', '7', '--plan', plan(), '--json');
    expect([ended.code, errorObject(ended).message]).toEqual([2, `${plan()} is there already`]);
    expect(readFileSync(plan(), 'utf8')).toBe('mine');
  });

  it.each([
    ['of another space', '"space":"sandbox"', '"space":"https://elsewhere"', /is for another space/],
    ['of last year', /"time":"20\d\d/, '"time":"2025', /days old/],
    ['that was edited', '"ranking":7', '"ranking":9', /was changed after it was made/],
    ['that is none', /^/, '{"x":1}\n', /is no plan/],
  ])('%s is refused', async (_, from, to, message) => {
    await makePlan();
    writeFileSync(plan(), readFileSync(plan(), 'utf8').replace(from, to));
    const ended = await run('apply', plan(), '--yes', '--json');
    expect([ended.code, errorObject(ended).message]).toEqual([2, expect.stringMatching(message)]);
    expect(ranking(DEAL) ?? 1).toBe(1);
  });

  it('asks first, and a script says --yes', async () => {
    await makePlan();
    const ended = await run('apply', plan(), '--json');
    expect([ended.code, ended.stdout, errorObject(ended).code]).toEqual([2, '', 'MISSING_INPUT']);
  });
});

describe('a plan that was interrupted', () => {
  /** Leaves of the run that carried the plan out what a kill after so many lines would have left. */
  async function interrupt(lines: number) {
    await makePlan();
    await json('apply', plan(), '--yes');
    const [name] = readdirSync(runFiles());
    const path = join(runFiles(), name!);
    const all = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, `${all.slice(0, lines).join('\n')}\n`);
    return all;
  }

  it('is carried on: what is done is not done again, what was not sent is', async () => {
    const all = await interrupt(5);
    expect(all.map(line => Object.keys(JSON.parse(line || '{}'))[0])).toEqual([
      ...['run', 'write', 'write', 'result', 'result', 'end', undefined],
    ]);
    // Somebody changes the first one, which is done; the second one's answer was noted, too.
    await json('oppty', 'update', DEAL, '--ranking', '2');
    const ended = await run('apply', plan(), '--yes', '--json');
    expect([ended.code, JSON.parse(ended.stdout).map(({ outcome }: Row) => outcome)]).toEqual([0, ['done', 'done']]);
    expect([ranking(DEAL), ranking(OTHER)]).toEqual([2, 7]);
    expect((await run('apply', plan(), '--yes')).stderr).toContain('was carried out already');
  });

  it('is carried on, too, where the run was stopped and noted its end', async () => {
    const all = await interrupt(0);
    const [name] = readdirSync(runFiles());
    // The second record was not sent after the first one failed for all, as when nobody answers any more.
    const kept = all.filter(line => !/^\{"(write|result)":2,/.test(line));
    writeFileSync(join(runFiles(), name!), kept.join('\n'));
    const ended = await run('apply', plan(), '--yes', '--json', '--ignore-changes');
    expect([ended.code, JSON.parse(ended.stdout).map(({ outcome }: Row) => outcome)]).toEqual([0, ['done', 'done']]);
    expect((await run('apply', plan(), '--yes')).stderr).toContain('was carried out already');
  });

  it('looks at a record whose request may have been sent, before it sends anything', async () => {
    await interrupt(3);
    // Neither has a result; both are as the plan wanted them.
    const before = home.storedRows('Opportunities').find(row => row.name === DEAL)?.revision;
    const ended = await run('apply', plan(), '--yes', '--json');
    expect([ended.code, JSON.parse(ended.stdout).map(({ outcome }: Row) => outcome)]).toEqual([0, ['done', 'done']]);
    expect(home.storedRows('Opportunities').find(row => row.name === DEAL)?.revision).toBe(before);
  });

  it('does not send again what may still be on its way', async () => {
    await interrupt(3);
    // As if the server had not carried it out yet.
    const state = JSON.parse(readFileSync(home.state, 'utf8'));
    for (const row of state.entities.Opportunities)
      Object.assign(row, { ranking: row.name === DEAL ? 1 : 5, revision: 1 });
    writeFileSync(home.state, JSON.stringify(state));
    const ended = await run('apply', plan(), '--yes', '--json');
    expect([ended.code, errorObject(ended).code]).toEqual([9, 'OUTCOME_UNKNOWN']);
    expect(JSON.parse(ended.stdout).map(({ outcome }: Row) => outcome)).toEqual(['unknown', 'unknown']);
  });
});
