import { WRITABLE_FIELDS, type WritableEntity, type WritableField } from '../../records/writable/fields.ts';
import type { FlagDefinition } from '../flags.ts';
import type { Suggestion } from '../suggestions.ts';
import type { WriteFlags } from '../writes/flags.ts';

/** The flags of an update, those of single fields by their names in camel case. */
export interface UpdateFlags extends WriteFlags {
  clear?: string[];
  [field: string]: unknown;
}

/** The flags of a record's fields, and any field by its name in the API. */
export const fieldFlags = (entity: WritableEntity): FlagDefinition[] => [
  ...WRITABLE_FIELDS[entity].map(toFlag),
  {
    flag: '--set <field=text>',
    summary: 'any field, custom fields (cf_...) too; field:=json for values other than text',
    takes: { kind: 'repeated' },
  },
];

function toFlag(field: WritableField): FlagDefinition {
  const { flag, summary } = field;
  const suggest = suggestionOf(field);
  return { flag, summary, ...(suggest ? { suggest } : {}) };
}

function suggestionOf({ source }: WritableField): Suggestion | undefined {
  if (!source || 'options' in source) return undefined;
  if ('words' in source) return { words: Object.keys(source.words), only: true };
  if ('find' in source) return { records: source.find === 'client' ? 'Clients' : 'Accounts' };
  return source.among === 'units' ? { records: 'SalesUnits' } : undefined;
}
