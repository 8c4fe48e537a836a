import { join } from 'node:path';
import { accessFromEnvironment } from '../access/environment.ts';
import { currentProfile, requestedProfile, usesSandbox } from '../access/profile-choice.ts';
import type { Host } from '../host.ts';
import { namesFile, oldestDay, parseNames, parseObject, viewKey } from '../storage/names-file.ts';
import { listFolder as filesIn, readFileIfThere } from '../storage/safe-files.ts';
import { memoize } from '../values/memoize.ts';
import { isPrintable } from '../values/printable.ts';
import type { Candidate, LocalKnowledge } from './candidates.ts';

/** The flags that choose the space. */
interface SpaceFlags {
  profile: string | undefined;
  sandbox: boolean | undefined;
}

type Profile = Record<'name' | 'origin' | 'space' | 'username', string> & { settings?: unknown };

/**
 * Opens what is known without asking any server. Throws what the files do. A name that could drive a terminal or hide
 * from the eye is left empty: the id is as good.
 */
export function openKnowledge(spaceFlags: SpaceFlags, { env, folders, now }: Host): LocalKnowledge {
  // The engine that checks the whole file would take too long.
  const loadConfig = async () => {
    const file = parseObject(await readFileIfThere(join(folders.config, 'pipeliner', 'config.json')));
    const { profiles, current, settings, sandbox, aliases } = file ?? {};
    return {
      profiles: Array.isArray(profiles) ? profiles.filter(isProfile) : [],
      current: typeof current === 'string' ? current : undefined,
      settings,
      aliases: (aliases ?? {}) as Record<string, unknown>,
      sandboxSettings: (sandbox as { settings?: unknown } | undefined)?.settings,
    };
  };

  const profileInUse = async (): Promise<Profile | undefined> => {
    const { profiles, current } = await loadConfig();
    const name = requestedProfile(spaceFlags.profile, env) ?? currentProfile(profiles, current);
    return profiles.find(candidate => candidate.name === name);
  };

  const view = async (): Promise<string | undefined> => {
    if (usesSandbox(spaceFlags, env)) return viewKey('sandbox');
    const access = spaceFlags.profile === undefined ? accessFromEnvironment(env) : undefined;
    if (access) return viewKey(access);
    const profile = await profileInUse();
    return profile && viewKey(profile);
  };

  const names = memoize(async () => {
    const currentView = await view();
    if (currentView === undefined) return {};
    return parseNames(await readFileIfThere(namesFile(folders, currentView)), currentView);
  });

  return {
    records: async collection => {
      const cached = (await names())[collection] ?? [];
      // The next command that writes there removes old names, and that may be long from now.
      const recent = cached.filter(({ seen }) => seen >= oldestDay(now()));
      if (recent.every(({ name, detail = '' }) => isPrintable(name + detail))) return recent;
      const { sanitize } = await import('../terminal/text/sanitize.ts');
      const printable = (text: string) => (sanitize(text) === text ? text : '');
      return recent.map(record => ({
        ...record,
        name: printable(record.name),
        detail: printable(record.detail ?? ''),
      }));
    },

    profiles: async () =>
      (await loadConfig()).profiles.map(({ name, username, space }) => ({
        value: name,
        description: `${username} in ${space}`,
      })),

    drafts: () => loadDrafts(folders),

    aliases: async () =>
      Object.entries((await loadConfig()).aliases).flatMap(([name, line]) =>
        typeof line === 'string' && isPrintable(name + line) ? [{ value: name, description: line }] : [],
      ),

    views: async () => {
      const { settings, sandboxSettings } = await loadConfig();
      const isOwn = spaceFlags.profile === undefined && accessFromEnvironment(env) !== undefined;
      const ofProfile = isOwn ? undefined : (await profileInUse())?.settings;
      const scopes = usesSandbox(spaceFlags, env) ? [sandboxSettings] : [settings, ofProfile];
      return Object.entries(Object.assign({}, ...scopes) as Record<string, unknown>).flatMap(([name, value]) =>
        name.startsWith(VIEW_PREFIX) && typeof value === 'string' && isPrintable(name + value)
          ? [{ value: name.slice(VIEW_PREFIX.length), description: value }]
          : [],
      );
    },
  };
}

/** What the names of settings that are saved views begin with. */
const VIEW_PREFIX = 'view.';

/** The saved drafts with their titles. */
async function loadDrafts(folders: Host['folders']): Promise<Candidate[]> {
  const folder = join(folders.state, 'pipeliner', 'drafts');
  const names = (await filesIn(folder)).filter(name => /^[a-z0-9]{1,20}\.json$/.test(name));
  const candidates: Candidate[] = [];
  for (const name of names) {
    const { draft } = parseObject(await readFileIfThere(join(folder, name)).catch(() => undefined)) ?? {};
    const { name: title } = (draft ?? {}) as { name?: unknown };
    candidates.push({ value: name.slice(0, -'.json'.length), description: typeof title === 'string' ? title : '' });
  }
  return candidates;
}

function isProfile(value: unknown): value is Profile {
  const { name, origin, space, username } = (value ?? {}) as Record<string, unknown>;
  return [name, origin, space, username].every(text => typeof text === 'string');
}
