import * as z from 'zod/mini';
import { SETTING_KEYS, VIEW_PREFIX } from '../../settings/keys.ts';
import type { CommandSchemas } from '../define.ts';

const key = z.union([
  z.enum(SETTING_KEYS.map(({ name }) => name)),
  z.string().check(z.regex(new RegExp(`^${VIEW_PREFIX.replace('.', '\\.')}`))),
]);
const setting = z.object({ key, value: z.string() });
const settingWithOrigin = z.object({ ...setting.shape, origin: z.string() });

/** What `pipeliner config list` prints. */
export const listSchemas: CommandSchemas = {
  output: z.array(setting),
  outputs: { '--show-origin': z.array(settingWithOrigin) },
};

/** What `pipeliner config get` prints. */
export const getSchemas: CommandSchemas = { output: settingWithOrigin };
