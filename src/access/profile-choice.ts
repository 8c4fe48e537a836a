import { isEnabled } from '../values/env-flags.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Whether to use the built-in space. A flag wins over any variable. */
export const usesSandbox = (
  { sandbox, profile }: { sandbox?: boolean | undefined; profile?: string | undefined },
  env: Env,
): boolean => sandbox ?? (profile === undefined && isEnabled(env.PIPELINER_SANDBOX));

/** The name of the profile in --profile or PIPELINER_PROFILE. */
export const requestedProfile = (flag: string | undefined, env: Env): string | undefined =>
  flag ?? (env.PIPELINER_PROFILE?.trim() || undefined);

/** The name of the profile that is used if none is requested. */
export const currentProfile = (
  profiles: readonly { name: string }[],
  current: string | undefined,
): string | undefined => current ?? (profiles.length === 1 ? profiles[0]!.name : undefined);
