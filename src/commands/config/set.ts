import { usage } from '../../errors.ts';
import { isViewName, parseSettingName, parseSettingValue, SETTING_KEYS } from '../../settings/keys.ts';
import type { Command } from '../act.ts';
import type { ArgumentDefinition } from '../flags.ts';
import type { Suggestion } from '../suggestions.ts';
import { globalFlag, keyArgument, keyList, refuseTwoScopes } from './keys.ts';

const valuesByKey = SETTING_KEYS.flatMap(({ name, records }): [string, Suggestion][] =>
  records ? [[name, { records }]] : [],
);

const VALUE: ArgumentDefinition = {
  argument: '<value>',
  mayBeFlags: true,
  suggest: { by: Object.fromEntries(valuesByKey) },
};

/** `pipeliner config set <key> <value>`: sets a value, and says whether another one wins over it. */
export const set: Command<{ global?: boolean }> = {
  name: 'set',
  summary: 'set a value for the current profile, or for all spaces if there is no profile',
  arguments: [keyArgument, VALUE],
  flags: [globalFlag],
  explanation: `\
A default is looked up in the space in use, except with --global and where nothing leads to a space. The names in a view
are looked up when it is used.

${keyList}`,
  examples: [
    'config set default-owner john.doe@example.com',
    'config set default-currency EUR --global',
    "config set view.mine '--mine --closing this-quarter'",
  ],
  writes: 'files',
  run: async (context, { args: [name = '', text = ''], flags: { global = false }, program }) => {
    refuseTwoScopes(context, global);
    const key = parseSettingName(name);
    if (!isViewName(key.name) && text.startsWith('--'))
      throw usage(`There is no flag '${text}'`, { hint: 'See --help.' });
    const value = parseSettingValue(key, text);
    if (isViewName(key.name)) {
      const { checkView } = await import('./check-view.ts');
      await checkView(program, key.name, value, context.host.now());
    }
    const config = await context.settings();
    const { checkValue } = await import('./check-value.ts');
    const unchecked = global ? undefined : await checkValue(context, key.name, value);
    const { scopeName } = await config.set(key.name, value, global);
    const effective = await config.get(key.name);
    const override =
      effective && effective.value !== value ? `\nBut here it is ${effective.value}, by ${effective.origin}.` : '';
    const notice = `${name} is ${value} for ${scopeName}.${override}${unchecked ? `\n${unchecked}` : ''}`;
    return { kind: 'nothing', notice };
  },
};
