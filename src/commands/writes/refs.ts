import type { Context } from '../../context.ts';
import { usage } from '../../errors.ts';
import type { Row } from '../../wire/entities.ts';

/** The words that name records, each once, and whether they are meant to be several. */
export interface Refs {
  words: readonly string[];
  /** One record was named on the command line. */
  isSingle: boolean;
  /** The records that flags choose, in place of words. */
  rows?: AsyncIterable<Row>;
}

/** The refs of a command line; `-` stands for those on the standard input, one a line. Throws USAGE without any. */
export async function collectRefs(args: readonly string[], context: Context): Promise<Refs> {
  const words: string[] = [];
  for (const word of args) {
    if (word === '-') words.push(...(await readRefs(context)));
    else if (word.trim() === '') throw usage('The name is empty', { hint: 'Give an id, an exact name or a link.' });
    else words.push(word.trim());
  }
  return { words: [...new Set(words)], isSingle: args.length === 1 && args[0] !== '-' };
}

async function readRefs(context: Context): Promise<string[]> {
  const { readInput } = await import('../read-input.ts');
  const text = await readInput('-', context, '-');
  const lines = text.split(/\r?\n/).map(line => line.trim());
  const refs = lines.filter(line => line !== '');
  if (refs.length === 0) {
    throw usage('There are no records on the standard input', { hint: 'Give one id or name a line.' });
  }
  return refs;
}
