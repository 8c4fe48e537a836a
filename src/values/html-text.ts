import { ownValue } from './own-value.ts';

/** HTML as text, as the notes of an opportunity have it. */

/** Elements that begin and end a line. */
const BLOCKS = new Set(
  `p div ul ol li table tr h1 h2 h3 h4 h5 h6 blockquote pre hr section article header footer dl dt dd`.split(' '),
);
/** Elements whose contents nobody reads. */
const HIDDEN = new Set(['script', 'style', 'head', 'title']);

const TAG = /^<(\/?)([a-z][a-z0-9]*)(?=[\s/>])/i;

/**
 * The text of an HTML note: tags are dropped, `<br>` and paragraphs become line breaks, entities are decoded. A text
 * without tags keeps its own line breaks. What only looks like a tag (`a < b`) stays. Linear in the length.
 */
export function htmlToText(html: string): string {
  const lines = openLines();
  let hasTags = false;
  let hidden: string | undefined;
  let position = 0;
  while (position < html.length) {
    const start = html.indexOf('<', position);
    if (!hidden) lines.add(html.slice(position, start < 0 ? undefined : start));
    if (start < 0) break;
    const tag = tagAt(html, start);
    position = tag?.end ?? start + 1;
    if (tag) {
      hasTags = true;
      const { name, closes } = tag;
      if (hidden) hidden = closes && name === hidden ? undefined : hidden;
      else if (HIDDEN.has(name) && !closes) hidden = name;
      else breakLine(lines, name, closes);
    } else if (!hidden) lines.add('<');
  }
  const texts = lines
    .all()
    .flatMap(line => (hasTags ? [line.replace(/[ \t\r\n]+/g, ' ')] : line.split(/\r\n?|\n/)))
    .map(line => decodeEntities(line.trim()));
  return texts
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** The lines so far; the last one is still written. */
function openLines() {
  const lines: string[][] = [[]];
  let isBlank = true;
  const end = () => {
    lines.push([]);
    isBlank = true;
  };
  return {
    add: (text: string) => {
      lines.at(-1)!.push(text);
      isBlank &&= text.trim() === '';
    },
    end,
    /** Ends the line if there is anything on it. */
    endText: () => {
      if (!isBlank) end();
    },
    all: () => lines.map(parts => parts.join('')),
  };
}

function breakLine(lines: ReturnType<typeof openLines>, name: string, closes: boolean): void {
  if (name === 'br') lines.end();
  if (BLOCKS.has(name)) lines.endText();
  if (name === 'li' && !closes) lines.add('- ');
  if (name === 'td' || name === 'th') lines.add(' ');
}

/** The tag or comment that begins here; undefined for a mere sign. */
function tagAt(html: string, start: number): { name: string; closes: boolean; end: number } | undefined {
  const head = html.slice(start, start + 32);
  if (head.startsWith('<!--')) return upTo(html, '-->', start, '');
  if (/^<[!?][a-z]/i.test(head)) return upTo(html, '>', start, '');
  const [, slash, name] = TAG.exec(head) ?? [];
  return name === undefined ? undefined : upTo(html, '>', start, name.toLowerCase(), slash === '/');
}

/** A comment or tag that does not end hides the rest, as it does in a browser. */
function upTo(html: string, mark: string, start: number, name: string, closes = false) {
  const end = html.indexOf(mark, start);
  return { name, closes, end: end < 0 ? html.length : end + mark.length };
}

const NAMED: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', shy: '', euro: '€', pound: '£', yen: '¥' },
  ...{ cent: '¢', copy: '©', reg: '®', trade: '™', deg: '°', plusmn: '±', times: '×', frac12: '½', middot: '·' },
  ...{ hellip: '…', ndash: '–', mdash: '—', lsquo: '‘', rsquo: '’', sbquo: '‚', ldquo: '“', rdquo: '”', bdquo: '„' },
  ...{ laquo: '«', raquo: '»', bull: '•', para: '¶', sect: '§', szlig: 'ß', iexcl: '¡', iquest: '¿' },
  ...{ auml: 'ä', ouml: 'ö', uuml: 'ü', Auml: 'Ä', Ouml: 'Ö', Uuml: 'Ü', eacute: 'é', Eacute: 'É', egrave: 'è' },
  ...{ ecirc: 'ê', euml: 'ë', agrave: 'à', aacute: 'á', acirc: 'â', aring: 'å', Aring: 'Å', aelig: 'æ', AElig: 'Æ' },
  ...{ ccedil: 'ç', Ccedil: 'Ç', iacute: 'í', icirc: 'î', ntilde: 'ñ', oacute: 'ó', ocirc: 'ô', oslash: 'ø' },
  ...{ Oslash: 'Ø', uacute: 'ú', ugrave: 'ù', ucirc: 'û' },
};

const decodeEntities = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z][a-z0-9]{1,9}));/gi, (entity, decimal, hex, name) => {
    if (name !== undefined) return ownValue(NAMED, name) ?? entity;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    return isCharacter ? (code === 0xa0 ? ' ' : String.fromCodePoint(code)) : entity;
  });
