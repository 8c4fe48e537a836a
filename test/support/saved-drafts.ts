import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from './run.ts';

/** The folder of the drafts. */
export const draftFolder = (home: Home): string => join(home.path, 'state', 'pipeliner', 'drafts');

/** The names of their files. */
export const draftFiles = (home: Home): string[] => {
  const folder = draftFolder(home);
  return existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith('.json')) : [];
};

/** Lets the time go by after which nothing that was sent can still arrive. */
export function ageDrafts(home: Home): void {
  for (const name of draftFiles(home)) {
    const file = join(draftFolder(home), name);
    const draft = JSON.parse(readFileSync(file, 'utf8'));
    const sent = new Date(Date.parse(draft.sent) - 60_000).toISOString();
    writeFileSync(file, JSON.stringify({ ...draft, sent }), { mode: 0o600 });
  }
}
