import { CliError } from '../../errors.ts';
import { parseSettingName } from '../../settings/keys.ts';
import type { Command } from '../act.ts';
import { globalFlag, keyArgument, refuseTwoScopes } from './keys.ts';

/**
 * `pipeliner config unset <key>`: removes a value, and says which one is in effect now. Throws NOT_FOUND if none was set
 * there.
 */
export const unset: Command<{ global?: boolean }> = {
  name: 'unset',
  summary: 'remove a value',
  arguments: [keyArgument],
  flags: [globalFlag],
  examples: ['config unset default-owner', 'config unset default-currency --global'],
  writes: 'files',
  run: async (context, { args: [name = ''], flags: { global = false } }) => {
    refuseTwoScopes(context, global);
    const key = parseSettingName(name);
    const config = await context.settings();
    const { scopeName, before } = await config.set(key.name, undefined, global);
    const effective = await config.get(key.name);
    if (!before) {
      throw new CliError('NOT_FOUND', `${name} is not set for ${scopeName}`, {
        hint:
          effective &&
          `It is ${effective.value}, by ${effective.origin}.${effective.unset ? `\n${effective.unset}` : ''}`,
      });
    }
    const fallback = effective ? `\nNow it is ${effective.value}, by ${effective.origin}.` : '';
    return { kind: 'nothing', notice: `${name} is no longer set for ${scopeName}.${fallback}` };
  },
};
