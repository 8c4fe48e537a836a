import type { JsonSchema } from '../../schema/index.ts';
import { type FlagDefinition, flagSyntax } from '../flags.ts';

/** What a tool takes: an object whose properties are all named here. */
export interface InputSchema {
  type: 'object';
  properties: Readonly<Record<string, JsonSchema>>;
  required: readonly string[];
  additionalProperties: false;
}

/** The values that a client sends, after the check against the schema of the tool. */
export type ToolInput = Readonly<Record<string, unknown>>;

/** The schema of an object with these properties. */
export const inputSchema = (
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = [],
): InputSchema => ({ type: 'object', properties, required, additionalProperties: false });

/** The name of the property for a flag: `min_value` of --min-value. */
export const propertyOf = (flag: FlagDefinition): string => flagSyntax(flag).long.slice(2).replaceAll('-', '_');

/** The flags of several definitions, the first of each name, and a choice with the words of all of them. */
export function mergeFlags(lists: readonly (readonly FlagDefinition[])[]): FlagDefinition[] {
  const merged = new Map<string, FlagDefinition>();
  for (const flag of lists.flat()) {
    const name = propertyOf(flag);
    const earlier = merged.get(name);
    if (!earlier) merged.set(name, flag);
    else if (earlier.takes?.kind === 'choice' && flag.takes?.kind === 'choice') {
      const words = [...new Set([...earlier.takes.words, ...flag.takes.words])];
      merged.set(name, { ...earlier, takes: { ...earlier.takes, words } });
    }
  }
  return [...merged.values()];
}

/**
 * The words of a command line for these flags and references. Each value stands in the word of its flag, and references
 * come after `--`: no value can become another flag.
 */
export function toWords(flags: readonly FlagDefinition[], input: ToolInput, refs: readonly string[] = []): string[] {
  const words = flags.flatMap(flag => {
    const { long } = flagSyntax(flag);
    const value = input[propertyOf(flag)];
    if (value === undefined || value === false) return [];
    if (value === true) return [long];
    return [value].flat().map(one => `${long}=${one}`);
  });
  return refs.length > 0 ? [...words, '--', ...refs] : words;
}

/** More than any name, note or list of fields has. */
const MAX_TEXT = 100_000;
const MAX_ITEMS = 1000;

/** The first thing that is wrong with an input, in words; undefined if nothing is. */
export function findProblem(input: unknown, { properties, required }: InputSchema): string | undefined {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return 'The arguments are no object';
  const missing = required.find(name => !Object.hasOwn(input, name));
  if (missing !== undefined) return `'${missing}' is missing`;
  for (const [name, value] of Object.entries(input)) {
    const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (!schema) return `There is no argument '${name.slice(0, 80)}'. There are: ${Object.keys(properties).join(', ')}`;
    const problem = findValueProblem(value, schema);
    if (problem) return `'${name}' ${problem}`;
  }
  return undefined;
}

function findValueProblem(value: unknown, schema: JsonSchema): string | undefined {
  const types = [schema.type].flat() as string[];
  if (!types.some(type => isOfType(value, type))) return `must be of type ${types.join(' or ')}`;
  if (typeof value === 'string' && value.length > MAX_TEXT) return `is longer than ${MAX_TEXT} characters`;
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) return `must be one of ${schema.enum.join(', ')}`;
  if (typeof value === 'number') {
    const { minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER } = schema as Range;
    if (value < minimum || value > maximum) return `must be from ${minimum} to ${maximum}`;
  }
  if (!Array.isArray(value)) return undefined;
  if (value.length > MAX_ITEMS) return `has more than ${MAX_ITEMS} items`;
  for (const item of value) {
    const problem = findValueProblem(item, schema.items as JsonSchema);
    if (problem) return `has an item that ${problem}`;
  }
  return undefined;
}

interface Range {
  minimum?: number;
  maximum?: number;
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'integer') return Number.isSafeInteger(value);
  if (type === 'array') return Array.isArray(value);
  return typeof value === type;
}
