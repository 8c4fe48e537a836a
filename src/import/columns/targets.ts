import { flagName, PLAIN_FIELDS } from '../../oppty/draft/plain-fields.ts';
import { QUESTIONS } from '../../oppty/draft/questions.ts';
import type { SpaceField } from '../../records/found.ts';
import { flagOf, WRITABLE_FIELDS, type WritableEntity } from '../../records/writable/fields.ts';
import { foldName } from '../../values/names.ts';
import { ownValue } from '../../values/own-value.ts';

/** The collections that rows are imported to. */
export type ImportEntity = 'Opportunities' | WritableEntity;

/** How the text of a cell is read. */
export type CellKind = 'text' | 'amount' | 'number' | 'date' | 'time' | 'boolean';

/** A field that a column can fill. */
export interface Target {
  /** As --map and --set name it: a flag of create without dashes, or the API's name of a field. */
  name: string;
  /** What people call it. */
  label: string;
  /** Whether it is a flag of create; else its text goes to --set. */
  isFlag: boolean;
  kind: CellKind;
  /** The headings that mean it, beside its name and its label. */
  headings: readonly string[];
  /** Whether a heading alone is not enough: it writes what usually only the server does. */
  isExplicit?: boolean;
}

/** The fields of opportunities, accounts or contacts that a column can fill. `spaceFields` are those of that collection. */
export function targetsOf(entity: ImportEntity, spaceFields: readonly SpaceField[]): Target[] {
  const flags = entity === 'Opportunities' ? opportunityTargets() : recordTargets(entity);
  const flagNames = new Set(flags.flatMap(({ name, headings }) => [name, ...headings].map(foldHeading)));
  const fields = spaceFields
    .filter(({ api_name, readOnly }) => !readOnly && !flagNames.has(foldHeading(api_name)))
    .map(
      (field): Target => ({
        ...{ name: field.api_name, label: field.label, isFlag: false, kind: kindOf(field) },
        headings: field.otherLabel === undefined ? [] : [field.otherLabel],
        isExplicit: !field.api_name.startsWith('cf_'),
      }),
    );
  return [...flags.map(target => withLabels(target, spaceFields)), ...fields];
}

const KINDS: Readonly<Record<string, CellKind>> = {
  ...{ value: 'amount', 'base-value': 'amount', 'closing-date': 'date', ranking: 'number' },
  ...{ created: 'time', 'won-date': 'time', 'lost-date': 'time' },
  ...{ archived: 'boolean', 'was-qualified': 'boolean', 'auto-value': 'boolean' },
};

/** What spreadsheets call the fields, beside the words of the API and of this tool. */
const HEADINGS: Readonly<Record<string, readonly string[]>> = {
  name: ['opportunity', 'opportunity name', 'deal', 'deal name', 'title', 'subject'],
  account: ['account name', 'company', 'company name', 'customer', 'organization', 'primary account'],
  contact: ['contact name', 'person', 'primary contact'],
  owner: ['owner name', 'owner email', 'owner e-mail', 'sales rep', 'salesperson', 'assigned to'],
  pipeline: ['pipeline name', 'sales pipeline'],
  step: ['stage', 'sales stage', 'pipeline step', 'sales step'],
  value: ['amount', 'deal value', 'opportunity value', 'value.value_foreign'],
  currency: ['ccy', 'currency code'],
  'closing-date': ['close date', 'closing', 'closes', 'expected close', 'expected close date', 'due date'],
  type: ['opportunity type', 'deal type'],
  unit: ['sales unit', 'business unit'],
  'lead-source': ['source'],
};

/** Which words are fields of one collection only: `title` is a form of address in another. */
const RECORD_HEADINGS: Readonly<Record<WritableEntity, Readonly<Record<string, readonly string[]>>>> = {
  Accounts: {
    name: ['account', 'account name', 'company', 'company name', 'organization'],
    owner: HEADINGS.owner!,
    email: ['e-mail', 'email address', 'mail'],
    phone: ['telephone', 'tel', 'phone number'],
    zip: ['postal code', 'zip code', 'postcode'],
    'home-page': ['website', 'web site', 'url', 'homepage'],
    address: ['street'],
    state: ['province', 'region'],
    parent: ['parent account'],
  },
  Contacts: {
    'first-name': ['given name', 'forename'],
    'last-name': ['surname', 'family name'],
    owner: HEADINGS.owner!,
    account: ['account name', 'company', 'company name', 'organization', 'primary account', 'employer'],
    email: ['e-mail', 'email address', 'mail'],
    phone: ['telephone', 'tel', 'phone number', 'mobile'],
    zip: ['postal code', 'zip code', 'postcode'],
    position: ['job title', 'role'],
    address: ['street'],
    state: ['province', 'region'],
  },
};

function opportunityTargets(): Target[] {
  const questions = QUESTIONS.map(({ flag, message, fields }): Target => {
    const name = flag.slice(2);
    const own = fields.filter(field => !/base_value/.test(field));
    return { ...flagTarget(name, message), headings: [...own, ...(ownValue(HEADINGS, name) ?? [])] };
  });
  const plain = PLAIN_FIELDS.map((field): Target => {
    const name = flagName(field).slice(2);
    const isExplicit = ['created', 'won-date', 'lost-date', 'archived', 'auto-value'].includes(name);
    return { ...flagTarget(name, field.message), headings: [field.field], isExplicit };
  });
  const baseValue = { ...flagTarget('base-value', 'Base value'), headings: ['value.base_value', 'base_value'] };
  return [...questions, baseValue, ...plain];
}

function recordTargets(entity: WritableEntity): Target[] {
  const headingsByName = RECORD_HEADINGS[entity];
  const targets = WRITABLE_FIELDS[entity].map((field): Target => {
    const name = flagOf(field).slice(2);
    const headings = [field.field, field.field.replace(/_id$/, ''), ...(ownValue(headingsByName, name) ?? [])];
    return { ...flagTarget(name, titleCase(name)), kind: 'text', headings };
  });
  if (entity === 'Accounts') return targets;
  return [...targets, { ...flagTarget('account', 'Account'), headings: headingsByName.account! }];
}

const titleCase = (name: string) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ');

const flagTarget = (name: string, label: string): Omit<Target, 'headings'> => ({
  ...{ name, label, isFlag: true },
  kind: ownValue(KINDS, name) ?? 'text',
});

/** A field of a flag with what this space calls it. */
function withLabels(target: Target, spaceFields: readonly SpaceField[]): Target {
  const names = [target.name, ...target.headings].map(foldHeading);
  const field = spaceFields.find(({ api_name }) => names.includes(foldHeading(api_name)));
  if (!field) return target;
  const labels = [field.label, ...(field.otherLabel === undefined ? [] : [field.otherLabel])];
  return { ...target, headings: [...target.headings, ...labels] };
}

function kindOf({ type = '' }: SpaceField): CellKind {
  if (['integer', 'float', 'currency'].includes(type)) return 'number';
  if (type === 'date') return 'date';
  if (type === 'datetime') return 'time';
  return type === 'checkbox' ? 'boolean' : 'text';
}

/** A heading as headings are compared: without case, dashes, underscores and punctuation at its end. */
export const foldHeading = (heading: string): string =>
  foldName(heading.replace(/[-_]/g, ' ').replace(/[:*?]+\s*$/, ''));

/** The field of this name, or that this heading means. */
export const findTarget = (targets: readonly Target[], name: string): Target | undefined =>
  targets.find(target => target.name === name.trim()) ??
  targets.find(({ headings }) => headings.includes(name.trim())) ??
  targets.find(target => headingsOf(target).includes(foldHeading(name)));

/** All that a heading can be to mean a field, folded. */
export const headingsOf = ({ name, label, headings }: Target): string[] => [name, label, ...headings].map(foldHeading);
