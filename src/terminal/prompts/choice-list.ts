import { sanitize } from '../text/sanitize.ts';
import { toCell, truncate, width, wrap } from '../text/width.ts';
import type { Span } from './picture.ts';
import type { Choice } from './prompter.ts';
import type { Stage } from './stage.ts';
import { STYLES } from './theme.ts';

/**
 * The choices as lines of at most so many columns, each with an id where it needs one. An id is never cut: it has a line
 * of its own where it does not fit beside the name.
 */
function fitChoices(choices: readonly Choice[], columns: number, ellipsis: string): string[][] {
  const names = choices.map(({ name }) => truncate(sanitize(name), columns, ellipsis));
  return choices.map((choice, index) => {
    const name = names[index]!;
    const id = idOf(choice, names, name);
    if (id === undefined) return [name];
    if (width(name) + 1 + width(id) <= columns) return [`${name} ${id}`];
    const indent = ' '.repeat(Math.max(1, Math.min(4, columns - width(id))));
    return [name, ...wrap(id, columns - indent.length).map(line => indent + line)];
  });
}

/** The id to show with a choice: its own, or the value of one that looks like another. */
function idOf({ id, value }: Choice, names: readonly string[], name: string): string | undefined {
  const label = id ?? (names.indexOf(name) === names.lastIndexOf(name) ? undefined : value);
  return label === undefined ? undefined : sanitize(label);
}

/** The choices as lines of any length, with their ids where they need one. */
export function choiceLines(choices: readonly Choice[]): string[] {
  const names = choices.map(({ name }) => toCell(name));
  return choices.map((choice, index) => {
    const id = idOf(choice, names, names[index]!);
    return id === undefined ? names[index]! : `${names[index]} ${id}`;
  });
}

/**
 * The part of the list around the active choice that fits, as lines, dimmed while it is stale; and the line of key hints,
 * which says how many choices are out of sight.
 */
export function renderChoices(
  choices: readonly Choice[],
  { active, room, columns, stale = false }: { active: number; room: number; columns: number; stale?: boolean },
  { marks }: Stage,
): { lines: Span[][]; keys: Span[] } {
  const items = fitChoices(choices, columns - 2, marks.ellipsis);
  const [from, until] = windowAround(
    active,
    items.map(({ length }) => length),
    room,
  );
  const lines = items.slice(from, until).flatMap((lines, index) => {
    const isActive = from + index === active;
    const style = stale ? STYLES.hint : isActive ? STYLES.active : undefined;
    return lines.map((line, row): Span[] => [[`${isActive && row === 0 ? marks.pointer : ' '} ${line}`, style]]);
  });
  const hidden = countHidden(from, until, items.length);
  return { lines, keys: [[hidden ? `${marks.keys} (${hidden})` : marks.keys, STYLES.hint]] };
}

/** How many choices are out of sight, in words; empty if none is. */
export function countHidden(from: number, until: number, count: number): string {
  const below = count - until;
  return [from > 0 && `${from} above`, below > 0 && `${below} below`].filter(Boolean).join(', ');
}

/** The range of choices to show: as many around the active one as fit, half of them above. */
export function windowAround(active: number, heights: readonly number[], room: number): [from: number, until: number] {
  let [from, until] = [active, active];
  let used = 0;
  const add = (height: number | undefined) => {
    // The active choice is always shown.
    if (height === undefined || (used > 0 && used + height > room)) return false;
    used += height;
    return true;
  };
  for (let more = true; more; ) {
    more = add(heights[until]);
    if (more) until += 1;
    if (from > 0 && add(heights[from - 1])) {
      from -= 1;
      more = true;
    }
  }
  return [from, until];
}

/** The name of a choice, cut to the line of its question. */
export const shortName = ({ name }: Choice, message: string, columns: number, { marks }: Stage): string =>
  truncate(sanitize(name), Math.max(10, columns - 3 - width(toCell(message))), marks.ellipsis);
