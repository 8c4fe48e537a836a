import { describe, expect, it } from 'vitest';
import { useFakeSpace, useHome } from '../support/hooks.ts';
import { run } from '../support/run.ts';
import { runs } from '../support/runs.ts';

const ROUNDS = runs(3, 1000);
const FLAGS = [
  ...['oppty', 'create', '--name', 'Anvil', '--owner', 'jane@example.com', '--step', 'Opening', '--account', 'Acme'],
  ...['--no-contact', '--value', '100', '--closing-date', '2031-12-31', '--json'],
];

describe('two processes that create with one client key at the same time', () => {
  const home = useHome('all');
  const space = useFakeSpace('all');

  it('make one record, in every round', { timeout: ROUNDS * 20_000 }, async () => {
    space.records.Fields = [{ id: 'f1', api_name: 'cf_no', entity_name: 'Opportunity' }];
    space.records.Opportunities = space.created;
    for (let round = 0; round < ROUNDS; round++) {
      const keyed = [...FLAGS, '--client-key', `cf_no=${round}`];
      const ended = await Promise.all([1, 2].map(() => run(keyed, { home, env: space.env })));
      expect(ended.map(({ code, stderr }) => [code, code === 0 ? '' : stderr])).toEqual([
        [0, ''],
        [0, ''],
      ]);
      const ids = ended.map(({ stdout }) => JSON.parse(stdout).id);
      expect(ids[0]).toBe(ids[1]);
      expect(space.created).toHaveLength(round + 1);
    }
  });
});
