import { WRITABLE_FIELDS, type WritableEntity, type WritableField } from '../../records/writable/fields.ts';
import type { FlagDefinition } from '../flags.ts';
import type { Suggestion } from '../suggestions.ts';
import type { WriteFlags } from '../writes/flags.ts';

/** The flags of a record, those of single fields by their names in camel case. */
export interface RecordFlags extends Pick<WriteFlags, 'dryRun' | 'plan' | 'yes'> {
  /** The accounts of a contact. */
  account?: string[];
  set?: string[];
  [field: string]: unknown;
}

/** The flags of an update. */
export interface UpdateFlags extends RecordFlags, WriteFlags {
  clear?: string[];
}

/** The flags of a record's fields, and any field by its name in the API. */
export const fieldFlags = (entity: WritableEntity): FlagDefinition[] => [
  ...WRITABLE_FIELDS[entity].map(toFlag),
  ...(entity === 'Contacts' ? [ACCOUNT] : []),
  {
    flag: '--set <field=text>',
    summary: 'any field, custom fields (cf_...) too; field:=json for values other than text',
    takes: { kind: 'repeated' },
  },
];

const ACCOUNT: FlagDefinition = {
  flag: '--account <which>',
  summary: 'name, e-mail or id of an account; repeat it for more, the first is primary',
  takes: { kind: 'repeated' },
  suggest: { records: 'Accounts' },
};

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
