import { flagKey, flagOf, WRITABLE_FIELDS, type WritableEntity } from '../../records/writable/fields.ts';

/** The flags of a record as words of a command line. */
export function flagWords(entity: WritableEntity, flags: Readonly<Record<string, unknown>>): string[] {
  const words: string[] = [];
  // A value that looks like a flag is written together with its own.
  const add = (flag: string, value: string) =>
    words.push(...(value.startsWith('-') ? [`${flag}=${value}`] : [flag, value]));
  for (const field of WRITABLE_FIELDS[entity]) {
    const value = flags[flagKey(field)];
    if (typeof value === 'string') add(flagOf(field), value);
  }
  for (const name of ['account', 'set'] as const) {
    for (const value of (flags[name] as readonly string[] | undefined) ?? []) add(`--${name}`, value);
  }
  return words;
}
