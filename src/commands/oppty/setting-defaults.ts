import type { Default } from '../../oppty/resolve/defaults.ts';
import type { FixedName, SettingName } from '../../settings/keys.ts';
import type { Setting } from '../../settings/settings.ts';

/** The question that each setting of a default answers. */
export const DEFAULT_IDS = {
  'default-owner': 'owner',
  'default-pipeline': 'pipeline',
  'default-currency': 'currency',
  'default-unit': 'unit',
} as const satisfies Partial<Record<FixedName, Default['id']>>;

/** Whether a setting is the answer to a question. */
export const isDefault = (name: SettingName): name is keyof typeof DEFAULT_IDS => Object.hasOwn(DEFAULT_IDS, name);

/** The settings that are defaults for an opportunity. */
export const toDefaults = (settings: readonly Setting[]): Default[] =>
  settings.flatMap(({ key, value, origin, unset = '' }) => {
    if (!isDefault(key)) return [];
    return [{ id: DEFAULT_IDS[key], words: value, source: `${key} in ${origin}`, unset }];
  });
