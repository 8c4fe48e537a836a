import { join } from 'node:path';
import type { Context } from '../context.ts';
import { namesIn as filesIn, readFileIfThere } from '../files.ts';
import { knownFile, namesIn, objectIn } from '../settings/known.ts';
import type { Candidate, Knowledge } from './candidates.ts';

/** What is known without asking any server. Throws what the files do. */
export function openKnowledge({ host: { folders }, profiles, view }: Context): Knowledge {
  return {
    records: async collection => {
      const which = await view();
      return namesIn(await readFileIfThere(knownFile(folders, which)), which)[collection] ?? [];
    },

    profiles: async () =>
      (await (await profiles()).all()).profiles.map(({ name, username, space }) => ({
        value: name,
        about: `${username} in ${space}`,
      })),

    drafts: async () => {
      const folder = join(folders.state, 'pipeliner', 'drafts');
      const names = (await filesIn(folder)).filter(name => /^[a-z0-9]{1,20}\.json$/.test(name));
      const found: Candidate[] = [];
      for (const name of names) {
        const { draft } = objectIn(await readFileIfThere(join(folder, name)).catch(() => undefined)) ?? {};
        const { name: called } = (draft ?? {}) as { name?: unknown };
        found.push({ value: name.slice(0, -'.json'.length), about: typeof called === 'string' ? called : '' });
      }
      return found;
    },
  };
}
