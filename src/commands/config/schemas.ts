import * as z from 'zod/mini';
import { SETTING_KEYS } from '../../settings/keys.ts';
import type { CommandSchemas } from '../define.ts';

const setting = z.object({ key: z.enum(SETTING_KEYS.map(({ name }) => name)), value: z.string() });
const settingWithOrigin = z.object({ ...setting.shape, origin: z.string() });

/** What `pipeliner config list` prints. */
export const listSchemas: CommandSchemas = {
  output: z.array(setting),
  outputs: { '--show-origin': z.array(settingWithOrigin) },
};

/** What `pipeliner config get` prints. */
export const getSchemas: CommandSchemas = { output: settingWithOrigin };
