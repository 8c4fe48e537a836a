import type { Context } from '../../context.ts';
import { usage } from '../../errors.ts';
import { SETTING_KEYS } from '../../settings/keys.ts';
import type { Setting } from '../../settings/settings.ts';
import type { Row } from '../../wire/entities.ts';
import type { ArgumentDefinition, FlagDefinition } from '../flags.ts';

/** The key of a setting, as an argument. */
export const keyArgument: ArgumentDefinition = {
  argument: '<key>',
  suggest: { words: SETTING_KEYS.map(({ name }) => name), only: true },
};

/** Sets for all spaces instead of one. */
export const globalFlag: FlagDefinition = { flag: '--global', summary: 'for all spaces, below what is set for one' };

/** The keys with what they take, for help. */
export const keyList = `\
Keys:
${SETTING_KEYS.map(({ name, help, takes }) => `  ${name.padEnd(18)}${help}: ${takes}`).join('\n')}

A flag and --from win over what is set, a profile's value over the one for all spaces. The sandbox has values of its
own, by pipeliner --sandbox config, and takes no others. The wizard offers each value, and Enter takes it.`;

/** A setting as a record, with where it is set. */
export const settingRow = ({ key, value, origin }: Setting): Row => ({ key, value, origin });

/** Throws USAGE if a value is to be set for all spaces and for one. */
export function refuseTwoScopes({ flags }: Context, global: boolean): void {
  const flag = flags.sandbox ? '--sandbox' : flags.profile === undefined ? undefined : '--profile';
  if (global && flag) throw usage(`--global and ${flag} contradict each other`, { flag: '--global' });
}
