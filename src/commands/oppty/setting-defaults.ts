import type { Default } from '../../oppty/resolve/defaults.ts';
import type { SettingName } from '../../settings/keys.ts';
import type { Setting } from '../../settings/settings.ts';

/** The question that each setting of a default answers. */
export const DEFAULT_IDS = {
  'default-owner': 'owner',
  'default-pipeline': 'pipeline',
  'default-currency': 'currency',
  'default-unit': 'unit',
} as const satisfies Record<Exclude<SettingName, 'client-key-field'>, Default['id']>;

/** The settings that are defaults for an opportunity. */
export const toDefaults = (settings: readonly Setting[]): Default[] =>
  settings.flatMap(({ key, value, origin, unset = '' }) => {
    if (key === 'client-key-field') return [];
    return [{ id: DEFAULT_IDS[key], words: value, source: `${key} in ${origin}`, unset }];
  });
