import type { Context } from '../../context.ts';

/** Where the sign-in that commands use comes from. Throws NO_PROFILE if there is none. */
export async function describeSource({ sandbox, flags, host, profiles }: Context): Promise<string> {
  if (sandbox) return 'the sandbox';
  if (flags.profile === undefined && host.env.PIPELINER_URL?.trim()) return 'environment variables';
  return `profile ${(await (await profiles()).select()).name}`;
}

/** What is used instead of the current profile, as lines for the user. */
export function overridingSources({ host: { env }, sandbox }: Context): string[] {
  if (sandbox) return ['PIPELINER_SANDBOX is set: the built-in space is used, except with --profile.'];
  if (!env.PIPELINER_URL?.trim()) return [];
  return ['PIPELINER_URL is set: the four variables are used, except with --profile.'];
}
