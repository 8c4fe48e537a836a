import { usage } from '../errors.ts';
import { hasControl } from '../values/printable.ts';

/**
 * The path of a call below the space, `/entities/...`. The input may lack `entities/`, may have the whole path of the
 * space, or may be a link of this space. Throws USAGE for a path that leads out of it.
 */
export function pathInSpace(input: string, base: string): string {
  const { origin, pathname: root } = new URL(base);
  const refuse = (why: string) =>
    usage(`'${input}' ${why}`, {
      hint: `Write it as Accounts or Accounts/<id>; it is looked up below ${root}/entities.`,
    });
  if (/[\\\s\p{Cc}#]/u.test(input)) throw refuse('holds characters that no path has');
  let path = input;
  if (/^[a-z][a-z0-9+.-]*:/i.test(path) || path.startsWith('//')) {
    if (!path.startsWith(`${origin}/`)) throw refuse('is not an address of this space');
    path = path.slice(origin.length);
  }
  if (path.startsWith('/api/')) {
    if (!path.startsWith(`${root}/`)) throw refuse('is outside of this space');
    path = path.slice(root.length);
  }
  path = path.replace(/^\//, '').replace(/^entities\//, '');
  const [before] = splitQuery(path);
  if (before.split('/').some(leadsAway)) throw refuse('is no path in this space');
  const url = new URL(`http://space/entities/${path}`);
  return url.pathname + url.search;
}

/** Splits a path from its query at the first `?`; any other belongs to the query. */
export function splitQuery(path: string): [path: string, query: string] {
  const index = path.indexOf('?');
  return index < 0 ? [path, ''] : [path.slice(0, index), path.slice(index + 1)];
}

/** Whether a part goes up, or holds several parts. Some servers ignore what follows a semicolon. */
const isAway = (part: string) => /^\.{1,2}(?:;|$)|^$|[/\\]/.test(part) || hasControl(part);

/** Whether a part of a path could lead elsewhere: proxies and servers may decode its escapes more than once. */
function leadsAway(part: string): boolean {
  let text = part;
  for (let readings = 0; readings < 5; readings++) {
    const next = isAway(text) ? undefined : decodeOnce(text);
    // After the first decoding, a stray % can be a plain character.
    if (next === undefined) return readings === 0 || isAway(text);
    if (next === text) return false;
    text = next;
  }
  return true;
}

function decodeOnce(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
