import { join } from 'node:path';
import type { Context } from '../context.ts';
import { namesIn as filesIn, readFileIfThere } from '../files.ts';
import { knownFile, namesIn, objectIn } from '../settings/known.ts';
import { isPlain } from '../values/plain.ts';
import type { Candidate, Knowledge } from './candidates.ts';

/**
 * What is known without asking any server. Throws what the files do. A name that could drive a terminal or hide from
 * the eye is left empty: the id is as good.
 */
export function openKnowledge({ host: { folders }, profiles, view }: Context): Knowledge {
  return {
    records: async collection => {
      const which = await view();
      const all = namesIn(await readFileIfThere(knownFile(folders, which)), which)[collection] ?? [];
      if (all.every(({ name, detail = '' }) => isPlain(name + detail))) return all;
      const { clean } = await import('../terminal/text.ts');
      const same = (text: string) => (clean(text) === text ? text : '');
      return all.map(one => ({ ...one, name: same(one.name), detail: same(one.detail ?? '') }));
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
