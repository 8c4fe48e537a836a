import type { Problem } from '../errors.ts';
import { isId } from '../values/ids.ts';
import { sameName } from '../values/names.ts';
import { parseLink } from '../wire/entities.ts';
import type { SpaceField } from './found.ts';

/** Whether its value is one of its options. */
export const isChoice = ({ type, options }: SpaceField) =>
  type === 'dropdown' || type === 'radio' || (options.length > 0 && type !== 'multiselect_checkbox');

/** The field's name in a request: an option is written as its id. */
export const wireName = (info: SpaceField): string =>
  isChoice(info) && !info.api_name.endsWith('_id') ? `${info.api_name}_id` : info.api_name;

/** The field of this name, or of this name in a request. */
export const findField = (fields: readonly SpaceField[] | undefined, name: string): SpaceField | undefined =>
  fields?.find(field => field.api_name === name || wireName(field) === name);

/** The ids of the options that are named, or that the server may know; else what is wrong with a name. */
export function findOptions(field: SpaceField, value: string | string[]): { value: unknown } | { problem: Problem } {
  if (field.type !== 'multiselect_checkbox') return typeof value === 'string' ? optionOf(field, value) : { value };
  const results = (typeof value === 'string' ? value.split(',') : value).map(words => optionOf(field, words.trim()));
  const wrong = results.find(result => 'problem' in result);
  return wrong ?? { value: results.map(result => 'value' in result && result.value) };
}

function optionOf(field: SpaceField, words: string): { value: string } | { problem: Problem } {
  const { options } = field;
  const fit = options.filter(({ id }) => id === words);
  if (fit.length === 0) fit.push(...options.filter(({ name }) => sameName(name, words)));
  const [option, twin] = fit;
  if (option && twin) {
    const candidates = fit.map(({ id, name }) => ({ id, name }));
    const hint = `Pass the id, as in ${field.api_name}=${option.id}.`;
    return { problem: { code: 'AMBIGUOUS', message: `has ${fit.length} options called '${words}'`, hint, candidates } };
  }
  if (option) return { value: option.id };
  if (isId(words) || parseLink(words)) return { value: words };
  return { problem: { code: 'USAGE', message: `is a list. Options: ${listOptions(field)}.` } };
}

const MAX_OPTIONS = 20;

function listOptions({ options }: SpaceField): string {
  const names = options.slice(0, MAX_OPTIONS).map(({ name }) => name);
  return [...names, ...(options.length > MAX_OPTIONS ? [`and ${options.length - MAX_OPTIONS} more`] : [])].join(', ');
}
