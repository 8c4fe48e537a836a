import { isJson } from '../values/is-json.ts';

/** A function that replaces a password in a text, in all its encoded forms, and the texts `derived` from it. */
export function createRedactor(password: string, derived: readonly string[]): (text: string) => string {
  let secret: RegExp | undefined;
  // Built on first use: most commands write nothing that could hold the password.
  const pattern = () => {
    secret ??= buildPattern(password, derived);
    return secret;
  };
  const replace = (text: string) => text.replace(pattern(), '[secret]');
  return text => {
    // Without escapes a text means what it says: the lines of a long import have nothing to replace.
    if (!text.includes('\\') && text.search(pattern()) < 0) return text;
    return text
      .split(/^([ \t]*\{.*\}[ \t\r]*)$/m)
      .map((part, index) => (index % 2 === 1 && isJson(part) ? replaceStrings(part, replace) : replace(part)))
      .join('');
  };
}

/** A pattern of all the encoded forms of a password. */
function buildPattern(password: string, derived: readonly string[]): RegExp {
  const encoded = encodeURIComponent(password);
  const forms = [
    password,
    encoded,
    encoded.replace(/%[0-9A-F]{2}/g, hex => hex.toLowerCase()),
    encoded.replaceAll('%20', '+'),
    JSON.stringify(password).slice(1, -1),
    ...derived,
  ].filter(Boolean);
  // One pattern, the longest form first, so that replaced text is not searched again.
  const sorted = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return new RegExp(sorted.map(escapeForPattern).join('|'), 'g');
}

/** A text as a pattern. A very short one, which could be in any sentence, matches whole words only. */
function escapeForPattern(text: string): string {
  const pattern = text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  return text.length < 4 ? `(?<![A-Za-z0-9])${pattern}(?![A-Za-z0-9])` : pattern;
}

/** The JSON text with its string values replaced. Keys, numbers and layout stay, so that programs can read it. */
const replaceStrings = (json: string, replace: (text: string) => string): string =>
  json.replace(/("(?:[^"\\]|\\.)*")(\s*:)?/g, (token, literal: string, key?: string) => {
    if (key) return token;
    const text = JSON.parse(literal) as string;
    const redacted = replace(text);
    if (redacted === text) return token;
    // In ASCII, so that \uXXXX escapes stay.
    return JSON.stringify(redacted).replace(
      /[^ -~]/g,
      character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  });
