import { readFileSync } from 'node:fs';

/** The text of a payload of the public documentation. */
export const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8');
