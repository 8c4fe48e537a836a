import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');

it('each seeded bug has its place in the sources', async () => {
  const path = join(ROOT, 'test', 'bugs', 'bugs.js');
  const { BUGS } = (await import(path)) as { BUGS: readonly { name: string; file: string; from: string }[] };
  expect(BUGS.length).toBeGreaterThan(12);
  const places = ({ file, from }: (typeof BUGS)[number]) =>
    readFileSync(join(ROOT, file), 'utf8').split(from).length - 1;
  expect(BUGS.filter(bug => places(bug) !== 1).map(({ name }) => name)).toEqual([]);
});
