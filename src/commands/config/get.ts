import { CliError } from '../../errors.ts';
import { parseSettingName } from '../../settings/keys.ts';
import type { Command } from '../act.ts';
import { keyArgument, settingRow } from './keys.ts';

/** `pipeliner config get <key>`: the value in effect. Throws NOT_FOUND if none is set. */
export const get: Command = {
  name: 'get',
  summary: 'print one setting',
  arguments: [keyArgument],
  examples: ['config get default-owner'],
  writes: 'nothing',
  schemas: async () => (await import('./schemas.ts')).getSchemas,
  run: async (context, { args: [name = ''] }) => {
    const key = parseSettingName(name);
    const setting = await (await context.settings()).get(key.name);
    if (setting) return { kind: 'text', text: setting.value, row: settingRow(setting) };
    throw new CliError('NOT_FOUND', `${name} is not set`, {
      hint: 'Set it:',
      command: ['config', 'set', name, `<${key.takes}>`],
    });
  },
};
