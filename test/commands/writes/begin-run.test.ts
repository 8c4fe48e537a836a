import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseRun, type Run } from '../../../src/changes/run.ts';
import { useHome } from '../../support/hooks.ts';
import { runInProcess } from '../../support/host.ts';
import { createLine } from '../../support/opportunity.ts';
import { errorObject } from '../../support/run.ts';

const home = useHome();

const sandbox = (...args: string[]) => runInProcess(['--sandbox', ...args], { home });
const folder = () => join(home.path, 'state', 'pipeliner', 'runs');
const runs = (): Run[] =>
  readdirSync(folder())
    .sort()
    .map(name => parseRun(readFileSync(join(folder(), name), 'utf8'))!);

const DEAL = 'Conveyor upgrade';
const OTHER = 'Packaging line';

describe('a run in the history', () => {
  it('is what a write sent, what was there before, and what the server stored', async () => {
    await sandbox('oppty', 'update', DEAL, '--ranking', '3');
    const [run] = runs();
    expect(run).toMatchObject({
      head: { command: `pipeliner --sandbox oppty update '${DEAL}' --ranking 3`, space: 'sandbox' },
      isFinished: true,
      entries: [
        {
          write: { name: DEAL, changes: [{ op: 'update', before: { ranking: 1 }, after: { ranking: 3 } }] },
          results: [{ outcome: 'done', record: { revision: 2, ranking: 3 } }],
        },
      ],
    });
  });

  it('has every record of several', async () => {
    await sandbox('oppty', 'update', DEAL, OTHER, '--ranking', '3', '--yes');
    const [run] = runs();
    expect(run?.entries.map(({ write, results }) => [write.name, results[0]?.outcome])).toEqual([
      [DEAL, 'done'],
      [OTHER, 'done'],
    ]);
  });

  it('is a create, too', async () => {
    const { stdout } = await runInProcess([...createLine(), '--json'], { home });
    const { id } = JSON.parse(stdout);
    expect(runs()).toMatchObject([
      {
        isFinished: true,
        entries: [
          {
            write: { changes: [{ op: 'create', entity: 'Opportunities' }] },
            results: [{ outcome: 'done', record: { id } }],
          },
        ],
      },
    ]);
  });

  it.each([
    ['a dry run', ['oppty', 'update', DEAL, '--ranking', '3', '--dry-run']],
    ['what is so already', ['oppty', 'update', DEAL, '--ranking', '1']],
    ['a ref that means nothing', ['oppty', 'update', 'nothing of this name', '--ranking', '3']],
  ])('is not begun for %s', async (_, args) => {
    await sandbox(...args);
    expect(() => readdirSync(folder())).toThrow();
  });

  it('that cannot be kept is said of one write, and stops several', async () => {
    mkdirSync(join(home.path, 'state', 'pipeliner'), { recursive: true, mode: 0o700 });
    writeFileSync(folder(), 'in the way');
    const one = await sandbox('oppty', 'update', DEAL, '--ranking', '3', '--json');
    expect([one.code, JSON.parse(one.stdout).ranking]).toEqual([0, 3]);
    expect(one.stderr).toContain('This change is not kept in the history');
    const several = await sandbox('oppty', 'update', DEAL, OTHER, '--ranking', '7', '--yes', '--json');
    expect([several.code, several.stdout, errorObject(several).code]).toEqual([11, '', 'LOCAL_DISK']);
    const stored = home.storedRows('Opportunities').filter(({ name }) => name === DEAL || name === OTHER);
    expect(stored.map(({ name, ranking }) => [name, ranking])).toEqual([
      [DEAL, 3],
      [OTHER, 5],
    ]);
  });
});
