import { usage } from '../errors.ts';
import { hasControl } from '../values/printable.ts';

/**
 * The path of a call below the space, `/entities/...`. It may be given with or without `entities/`, with the whole path
 * of the space, or as a link of this very space. Throws USAGE for one that leads out of it.
 */
export function pathInSpace(given: string, base: string): string {
  const { origin, pathname: root } = new URL(base);
  const leaves = (why: string) =>
    usage(`'${given}' ${why}`, {
      hint: `Write it as Accounts or Accounts/<id>; it is looked up below ${root}/entities.`,
    });
  if (/[\\\s\p{Cc}#]/u.test(given)) throw leaves('holds characters that no path has');
  let path = given;
  if (/^[a-z][a-z0-9+.-]*:/i.test(path) || path.startsWith('//')) {
    if (!path.startsWith(`${origin}/`)) throw leaves('is not an address of this space');
    path = path.slice(origin.length);
  }
  if (path.startsWith('/api/')) {
    if (!path.startsWith(`${root}/`)) throw leaves('is outside of this space');
    path = path.slice(root.length);
  }
  path = path.replace(/^\//, '').replace(/^entities\//, '');
  const [before] = splitQuery(path);
  if (before.split('/').some(leadsAway)) throw leaves('is no path in this space');
  const url = new URL(`http://space/entities/${path}`);
  return url.pathname + url.search;
}

/** A path and its query, apart. Only the first `?` parts them: any other is a letter of the query. */
export function splitQuery(path: string): [path: string, query: string] {
  const at = path.indexOf('?');
  return at < 0 ? [path, ''] : [path.slice(0, at), path.slice(at + 1)];
}

/** What goes up, or holds other parts; to some servers what follows a semicolon is no part of a name. */
const isAway = (part: string) => /^\.{1,2}(?:;|$)|^$|[/\\]/.test(part) || hasControl(part);

/** Whether a part of a path could lead elsewhere: between here and the space its escapes may be read more than once. */
function leadsAway(part: string): boolean {
  let text = part;
  for (let readings = 0; readings < 5; readings++) {
    const next = isAway(text) ? undefined : decoded(text);
    // What is left of escapes that were read may hold a stray %.
    if (next === undefined) return readings === 0 || isAway(text);
    if (next === text) return false;
    text = next;
  }
  return true;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
