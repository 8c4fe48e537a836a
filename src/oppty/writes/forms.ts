import { textOf } from '../../values/text-of.ts';
import { isRow, type Row } from '../../wire/entities.ts';

/** The keys under which a form can name a field, and say that it must be filled. */
const NAMES = ['api_name', 'field_name', 'field', 'name'];
const MARKS = ['required', 'is_required', 'mandatory', 'is_mandatory'];

/**
 * The fields that the won or lost form of a type demands, by their API names. The form's shape is not documented, so it is
 * read for whatever names a field and calls it required; a form that cannot be read demands nothing, and the server tells.
 */
export function demandedFields(form: unknown): string[] {
  const fields = new Set<string>();
  visit(form, undefined, fields);
  return [...fields];
}

function visit(value: unknown, key: string | undefined, fields: Set<string>): void {
  if (Array.isArray(value)) {
    const areNames = key !== undefined && (MARKS.includes(key) || /^(required|mandatory)_fields$/.test(key));
    for (const item of value) {
      if (areNames && typeof item === 'string') fields.add(item);
      else visit(item, undefined, fields);
    }
    return;
  }
  if (!isRow(value)) return;
  if (MARKS.some(mark => value[mark] === true)) {
    const ownName = NAMES.map(name => value[name]).find(name => typeof name === 'string' && isFieldName(name));
    const name = ownName ?? key;
    if (typeof name === 'string' && isFieldName(name)) fields.add(name);
  }
  for (const [inner, content] of Object.entries(value)) visit(content, inner, fields);
}

const isFieldName = (text: string) => /^[a-z][a-z0-9_]*$/.test(text);

/** The demanded fields that neither the record nor the request has. */
export const lackingFields = (demanded: readonly string[], row: Row, request: Row): string[] =>
  demanded.filter(name => {
    const names = [name, `${name}_id`, name.replace(/_id$/, '')];
    return !names.some(field => hasValue(request[field]) || hasValue(row[field]));
  });

const hasValue = (value: unknown) => value !== undefined && value !== null && textOf(value) !== '';
