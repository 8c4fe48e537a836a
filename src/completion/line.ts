/** A command line up to the cursor, parsed as the shell parses it. */
export interface CommandLine {
  /** The words before the one at the cursor, without the name of the program. */
  words: readonly string[];
  /** What the word at the cursor says so far. */
  partialWord: string;
  /** The quote that is open at the cursor; empty for none. */
  quote: '' | "'" | '"';
  /** The part of `partialWord` that the shell keeps: the completion is inserted after it. */
  consumed: string;
}

/**
 * Reads a line of bash. `breaks` are the characters that end a word for its completion, though not for its parser:
 * `=` and `:`, say. Undefined for a line that is read otherwise than as plain words, with quotes or without.
 */
export function parseBash(line: string, breaks: string): CommandLine | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote: CommandLine['quote'] = '';
  let consumed = 0;
  let closed = false;
  for (let index = 0; index < line.length; index++) {
    const char = line[index]!;
    if (quote === "'") {
      if (char === "'") [quote, closed] = ['', true];
      else word += char;
    } else if (char === '\\') {
      const next = line[++index] ?? '';
      // In double quotes a backslash stands for itself before most characters.
      word = (word ?? '') + (quote === '"' && !'$`"\\'.includes(next) ? `\\${next}` : next);
    } else if (quote === '"') {
      if (char === '"') [quote, closed] = ['', true];
      else word += char;
    } else if (char === "'" || char === '"') {
      // $'...' and $"..." have escapes of their own.
      if (line[index - 1] === '$') return undefined;
      quote = char;
      word ??= '';
      consumed = word.length;
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      [word, consumed, closed] = [undefined, 0, false];
    } else {
      word = (word ?? '') + char;
      if (breaks.includes(char)) consumed = word.length;
    }
  }
  // Shells differ on a word whose quotes are closed in the middle.
  if (closed) return undefined;
  const partialWord = word ?? '';
  return { words: words.slice(1), partialWord, quote, consumed: partialWord.slice(0, consumed) };
}

/** Reads a line of PowerShell, which puts in whole words. */
export function parsePowerShell(line: string): CommandLine {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let index = 0; index < line.length; index++) {
    const char = line[index]!;
    const kind = /['\u2018-\u201b]/.test(char) ? "'" : /["\u201c-\u201e]/.test(char) ? '"' : char;
    if (quote) {
      if (kind === quote && line[index + 1] === char) word += line[index++]!;
      else if (kind === quote) quote = '';
      else if (char === '`' && quote === '"') word += line[++index] ?? '';
      else word += char;
    } else if (kind === "'" || kind === '"') {
      quote = kind;
      word ??= '';
    } else if (char === '`') {
      word = (word ?? '') + (line[++index] ?? '');
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + char;
    }
  }
  return { words: words.slice(1), partialWord: word ?? '', quote: '', consumed: '' };
}

/** The word at the cursor as fish has it before it is read: its quotes and backslashes taken off, as far as they go. */
export function parseFishWord(raw: string): string {
  let word = '';
  let quote = '';
  for (let index = 0; index < raw.length; index++) {
    const char = raw[index]!;
    const next = raw[index + 1] ?? '';
    if (char === '\\' && (quote === '' || next === quote || next === '\\' || (quote === '"' && next === '$'))) {
      word += next;
      index++;
    } else if (char === quote) quote = '';
    else if (quote === '' && (char === "'" || char === '"')) quote = char;
    else word += char;
  }
  return word;
}
