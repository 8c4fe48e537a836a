import { CliError } from '../errors.ts';
import type { Host } from '../host.ts';

/**
 * The proxy that the environment names for an address; undefined if it is reached directly, as this machine is over
 * http. Lower-case variables win over upper-case ones. Throws BAD_SETTINGS for a proxy without a usable address.
 */
export function proxyFor(url: URL, env: Host['env']): URL | undefined {
  if (url.protocol !== 'https:') return undefined;
  const variable = (name: string) => env[name.toLowerCase()]?.trim() || env[name]?.trim() || undefined;
  const address = variable('HTTPS_PROXY') ?? variable('HTTP_PROXY');
  if (address === undefined || isExcluded(url, variable('NO_PROXY') ?? '')) return undefined;
  return parseProxy(address);
}

/** Whether a NO_PROXY list names the host: `*`, a host or domain with or without a leading dot, each with a port or none. */
function isExcluded({ hostname, port }: URL, list: string): boolean {
  return list.split(/[\s,]+/).some(entry => {
    if (entry === '*') return true;
    const [, name = '', entryPort] = /^(.+?)(?::(\d+))?$/.exec(bracketed(entry.toLowerCase())) ?? [];
    const host = name.replace(/^\*?\./, '');
    if (host === '' || (entryPort !== undefined && entryPort !== (port || '443'))) return false;
    return hostname === host || hostname.endsWith(`.${host}`);
  });
}

/** An IPv6 address in the brackets it has in a URL. */
const bracketed = (entry: string): string => (/^[^[]*:[^[]*:/.test(entry) ? `[${entry}]` : entry);

/** The address of a proxy, which may come without its scheme. The error does not repeat it: it may hold a password. */
function parseProxy(text: string): URL {
  const address = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new CliError('BAD_SETTINGS', 'HTTPS_PROXY or HTTP_PROXY is not the address of a proxy', {
    hint: 'It looks like http://proxy.example:8080',
  });
}
