import { isEnabled, wantsPlainLines } from '../../values/env-flags.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Whether this stream gets colour. `flag` is --color or --no-color, undefined when neither was given. */
export function shouldColour(stream: { readonly isTTY: boolean }, env: Env, flag: boolean | undefined): boolean {
  if (flag !== undefined) return flag;
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return isEnabled(env.FORCE_COLOR);
  return !wantsPlainLines(env) && stream.isTTY;
}

/** Whether to draw with ASCII alone: the terminal or the locale supports no more. */
export function wantsAscii(env: Env, platform: string): boolean {
  if (env.TERM === 'dumb') return true;
  if (platform === 'win32') return false;
  return !/utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || '');
}
