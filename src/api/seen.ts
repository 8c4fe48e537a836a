/** Ids that have passed by. */
export interface Seen {
  /** Takes an id in, and gives whether it came for the first time. */
  add(id: unknown): boolean;
}

/** Words of 32 bits to an id. */
const WORDS = 4;

/**
 * Remembers the ids of a list, however long: a UUID in lower case in some 30 bytes, where a Set of texts takes 160.
 * Anything else is kept as it is.
 */
export function createSeen(): Seen {
  const others = new Set<unknown>();
  const key = new Uint32Array(WORDS);
  let places = new Uint32Array(WORDS * 1024);
  let taken = 0;

  /** Where the id stands, or the empty place, all zeros, where it belongs. */
  function placeOf(table: Uint32Array, id: Uint32Array, from: number): number {
    const [a, b, c, d] = [id[from]!, id[from + 1]!, id[from + 2]!, id[from + 3]!];
    const last = table.length / WORDS - 1;
    const mixed =
      Math.imul(a ^ Math.imul(b, 0x85ebca6b), 0x9e3779b1) ^ Math.imul(c ^ Math.imul(d, 0xc2b2ae35), 0x27d4eb2f);
    for (let place = (mixed ^ (mixed >>> 15)) & last; ; place = (place + 1) & last) {
      const at = place * WORDS;
      if (table[at] === a && table[at + 1] === b && table[at + 2] === c && table[at + 3] === d) return at;
      if (isEmpty(table, at)) return at;
    }
  }

  const isEmpty = (table: Uint32Array, at: number) =>
    (table[at]! | table[at + 1]! | table[at + 2]! | table[at + 3]!) === 0;

  const put = (table: Uint32Array, at: number, id: Uint32Array, from: number) => {
    for (let word = 0; word < WORDS; word++) table[at + word] = id[from + word]!;
  };

  function grow(): void {
    const wider = new Uint32Array(places.length * 2);
    for (let at = 0; at < places.length; at += WORDS) {
      if (!isEmpty(places, at)) put(wider, placeOf(wider, places, at), places, at);
    }
    places = wider;
  }

  return {
    add(id) {
      if (typeof id !== 'string' || !readUuid(id, key)) {
        const before = others.size;
        return others.add(id).size > before;
      }
      const at = placeOf(places, key, 0);
      if (!isEmpty(places, at)) return false;
      put(places, at, key, 0);
      taken += 1;
      if (taken * WORDS > places.length * 0.75) grow();
      return true;
    },
  };
}

/** The value of each hexadecimal digit by its code; 255 for any other character. */
const DIGITS = new Uint8Array(128).fill(255);
for (const [value, digit] of [...'0123456789abcdef'].entries()) DIGITS[digit.charCodeAt(0)] = value;

/** Where the hyphens of a UUID stand. */
const isHyphen = (at: number) => at === 8 || at === 13 || at === 18 || at === 23;

/** Reads `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`; false for any other text, and for the id that is all zeros. */
function readUuid(text: string, into: Uint32Array): boolean {
  if (text.length !== 36) return false;
  let word = 0;
  let digits = 0;
  let any = 0;
  for (let at = 0; at < 36; at++) {
    const code = text.charCodeAt(at);
    if (isHyphen(at)) {
      if (code !== 45) return false;
      continue;
    }
    const digit = code < 128 ? DIGITS[code]! : 255;
    if (digit === 255) return false;
    word = (word << 4) | digit;
    digits += 1;
    if ((digits & 7) === 0) {
      into[(digits >> 3) - 1] = word;
      any |= word;
    }
  }
  return any !== 0;
}
