/** What blots a password out of texts, in the forms it may come in, with what was made of it. */
export function redactor(password: string, made: readonly string[]): (text: string) => string {
  let secret: RegExp | undefined;
  const blot = (text: string) => {
    // Most commands have nothing to say in which it could be.
    secret ??= patternOf(password, made);
    return text.replace(secret, '[secret]');
  };
  return text =>
    text
      .split(/^([ \t]*\{.*\}[ \t\r]*)$/m)
      .map((part, at) => (at % 2 === 1 && isJson(part) ? blotValues(part, blot) : blot(part)))
      .join('');
}

/** A pattern of all the forms that a password may come in. */
function patternOf(password: string, made: readonly string[]): RegExp {
  const encoded = encodeURIComponent(password);
  const forms = [
    password,
    encoded,
    encoded.replace(/%[0-9A-F]{2}/g, hex => hex.toLowerCase()),
    encoded.replaceAll('%20', '+'),
    JSON.stringify(password).slice(1, -1),
    ...made,
  ].filter(Boolean);
  // In one go, the longest first: what was blotted out is not looked at again.
  const sorted = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return new RegExp(sorted.map(literal).join('|'), 'g');
}

/** A text as a pattern. One so short that it stands in any sentence counts as a word of its own only. */
function literal(text: string): string {
  const pattern = text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  return text.length < 4 ? `(?<![A-Za-z0-9])${pattern}(?![A-Za-z0-9])` : pattern;
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** The JSON text with `blot` done to the texts in it. Its keys, numbers and form stay: a program has to read it. */
const blotValues = (json: string, blot: (text: string) => string): string =>
  json.replace(/("(?:[^"\\]|\\.)*")(\s*:)?/g, (whole, quoted: string, key?: string) => {
    if (key) return whole;
    const text = JSON.parse(quoted) as string;
    const shown = blot(text);
    if (shown === text) return whole;
    // In ASCII, lest something that was written as \uXXXX comes out as itself.
    return JSON.stringify(shown).replace(/[^ -~]/g, one => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
  });
