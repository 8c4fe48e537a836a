import type { Context } from '../../context.ts';
import { usage } from '../../errors.ts';
import { SETTING_KEYS, VIEW_KEY, VIEW_PREFIX } from '../../settings/keys.ts';
import type { Setting } from '../../settings/settings.ts';
import type { Row } from '../../wire/entities.ts';
import type { ArgumentDefinition, FlagDefinition } from '../flags.ts';

/** The key of a setting, as an argument. */
export const keyArgument: ArgumentDefinition = {
  argument: '<key>',
  label: 'setting',
  suggest: { stored: 'views', prefix: VIEW_PREFIX, or: SETTING_KEYS.map(({ name }) => name) },
};

/** Sets for all spaces instead of one. */
export const globalFlag: FlagDefinition = {
  flag: '--global',
  summary: 'for all spaces; the value of a single space wins over it',
};

/** The keys with what they take, for help. */
export const keyList = `\
Keys:
${[...SETTING_KEYS, { name: `${VIEW_PREFIX}<name>`, ...VIEW_KEY }]
  .map(({ name, help, takes }) => `  ${name.padEnd(18)}${help}: ${takes}`)
  .join('\n')}

Flags and --from win over settings, and the value of a profile wins over the one for all spaces. The sandbox has only
settings of its own: pipeliner --sandbox config. The wizard suggests each value, and Enter accepts it.`;

/** A setting as a record, with where it is set. */
export const settingRow = ({ key, value, origin }: Setting): Row => ({ key, value, origin });

/** Throws USAGE if a value is to be set for all spaces and for one. */
export function refuseTwoScopes({ flags }: Context, global: boolean): void {
  const flag = flags.sandbox ? '--sandbox' : flags.profile === undefined ? undefined : '--profile';
  if (global && flag) throw usage(`--global and ${flag} contradict each other`, { flag: '--global' });
}
