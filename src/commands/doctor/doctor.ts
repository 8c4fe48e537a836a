import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { proxyFor } from '../../access/proxy.ts';
import type { Answer } from '../../answer.ts';
import { describeReason, type Explanation } from '../../api/network-errors.ts';
import type { Context } from '../../context.ts';
import { CliError, interrupted } from '../../errors.ts';
import type { Row } from '../../wire/entities.ts';
import { explainFailure } from '../auth/try-sign-in.ts';

const CHECKS = [
  'settings',
  'host name',
  'connection',
  'certificate',
  'proxy',
  'clock',
  'sign-in',
  'space',
  'permissions',
];

/** What a check found; `not needed` where it does not apply. */
interface CheckResult {
  state: 'ok' | 'warning' | 'failed' | 'not needed';
  found: string;
  error?: CliError;
}

const ok = (found: string): CheckResult => ({ state: 'ok', found });
const notNeeded = (found: string): CheckResult => ({ state: 'not needed', found });
const failed = (error: CliError): CheckResult => ({ state: 'failed', found: error.message, error });

const CONNECT_MS = 5000;
/** Certificates and sign-ins bear a clock that is a little wrong. */
const CLOCK_OFF_MS = 5 * 60_000;
/** What the commands of this tool read. */
const READ = ['Clients', 'Pipelines', 'Steps', 'Accounts', 'Contacts', 'Currencies', 'Opportunities', 'Fields'];

/** Checks everything from the settings to the permissions. Ends with the error of what failed first. */
export async function runDoctor(context: Context): Promise<Answer> {
  let failure: CliError | undefined;
  async function* findAll(): AsyncGenerator<Row[]> {
    const told = findings(context);
    for (const check of CHECKS) {
      await context.progress(check);
      // After a failure nothing further can be known, except which space a sign-in that is not allowed to read is for.
      const found = failure ? undefined : ((await told.next()).value as CheckResult | undefined);
      failure ??= found?.error;
      yield [{ check, state: found?.state ?? 'not checked', found: found?.found ?? '' }];
    }
  }
  return {
    kind: 'records',
    columns: ['check', 'state', 'found'].map(path => ({ head: path, path })),
    pages: findAll(),
    failure: () => failure,
  };
}

/** What each check finds, in their order; nothing after one that failed. */
async function* findings(context: Context): AsyncGenerator<CheckResult> {
  const { host } = context;
  try {
    const { origin, space } = await context.access();
    const url = new URL(origin);
    const proxy = proxyFor(url, host.env);
    yield ok(`${await source(context)}: the space ${space} at ${origin}`);

    if (proxy) {
      for (let left = 3; left > 0; left--) yield notNeeded(`the proxy ${proxy.host} sees to that`);
      (await reach(proxy, host.signal, 'The proxy ')).destroy();
      yield ok(`${proxy.host} can be reached`);
    } else {
      yield await hostName(url.hostname);
      (await reach(url, host.signal)).destroy();
      yield ok(`${url.host} can be reached`);
      yield url.protocol === 'http:' ? notNeeded('nothing leaves this machine') : await certificate(url, host.signal);
      yield notNeeded('none is set for this address');
    }

    const client = await context.client();
    const { reply, refused } = await client.probe('/entities/Clients?first=1');
    yield clock(reply.headers.date, host.now());

    // Which of the two it was, only the server's words tell.
    const { code } = refused ?? {};
    if (code !== undefined && code !== 'NOT_FOUND' && code !== 'FORBIDDEN') throw refused!;
    yield code === 'NOT_FOUND' ? notNeeded('the server looks for the space first') : ok('the server knows the user');
    if (code === 'NOT_FOUND') throw refused!;
    yield ok(`${space} is there`);

    const closed: string[] = [];
    let last = refused;
    for (const entity of READ) {
      await context.progress(`permissions: ${entity}`);
      const { refused } = await client.probe(`/entities/${entity}?first=1`);
      if (refused && refused.code !== 'FORBIDDEN' && refused.code !== 'NOT_FOUND') throw refused;
      if (refused) closed.push(entity);
      last = refused ?? last;
    }
    if (closed.length === 0) yield ok(`${READ.join(', ')} can be read; writing was not tried`);
    else {
      const message = `${closed.join(', ')} cannot be read`;
      yield failed(new CliError('FORBIDDEN', message, { ...last, hint: last?.hint, cause: last }));
    }
  } catch (error) {
    if (!(error instanceof CliError) || error.code === 'INTERRUPTED') throw error;
    const origin = await context.access().catch(() => undefined);
    yield failed(origin ? explainFailure(error, origin.origin, host.env) : error);
  }
}

/** Where the sign-in comes from. */
async function source({ sandbox, flags, host, profiles }: Context): Promise<string> {
  if (sandbox) return 'the sandbox';
  if (flags.profile === undefined && host.env.PIPELINER_URL?.trim()) return 'environment variables';
  return `profile ${(await (await profiles()).select()).name}`;
}

async function hostName(hostname: string): Promise<CheckResult> {
  const bare = hostname.replace(/^\[|\]$/g, '');
  if (isIP(bare)) return notNeeded('it is an address');
  const found = await lookup(bare, { all: true }).catch(cause => {
    throw connectError(describeReason('dns', bare), cause);
  });
  return ok(found.map(({ address }) => address).join(', '));
}

/** A connection to the host of the address. */
async function reach({ hostname, port, protocol, host }: URL, stop: AbortSignal, who = ''): Promise<Socket> {
  const to = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (protocol === 'https:' ? 443 : 80)) };
  const socket = connect(to);
  await waitForEvent(socket, 'connect', stop).catch(cause => {
    const message = `${who}${host} cannot be reached (${codeOf(cause)})`;
    throw connectError({ message, hint: 'Check the address and the firewall.' }, cause);
  });
  return socket;
}

async function certificate(url: URL, stop: AbortSignal): Promise<CheckResult> {
  const { host, hostname } = url;
  const socket = connectTls({
    socket: await reach(url, stop),
    host: hostname,
    servername: isIP(hostname) ? '' : hostname,
  });
  await waitForEvent(socket, 'secureConnect', stop).catch(cause => {
    const { message, ...more } = describeReason('tls', host);
    throw connectError({ ...more, message: `${message} (${codeOf(cause)})` }, cause);
  });
  const { issuer, valid_to } = socket.getPeerCertificate();
  const protocol = socket.getProtocol();
  socket.destroy();
  const until = new Date(valid_to).toISOString().slice(0, 10);
  return ok(`${protocol}, issued by ${issuer?.O ?? issuer?.CN ?? 'somebody'}, valid until ${until}`);
}

/** Waits for an event of a socket, for five seconds. */
async function waitForEvent(socket: Socket, event: string, stop: AbortSignal): Promise<void> {
  const late = AbortSignal.timeout(CONNECT_MS);
  try {
    await once(socket, event, { signal: AbortSignal.any([late, stop]) });
  } catch (error) {
    socket.on('error', () => {}).destroy();
    throw late.aborted ? new Error('no answer in five seconds') : error;
  }
}

const codeOf = (cause: unknown) => (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;

const connectError = ({ message, hint }: Explanation, cause: unknown) =>
  (cause as Error).name === 'AbortError'
    ? interrupted('Interrupted')
    : new CliError('UNREACHABLE', message, { cause, hint, retrySafe: true });

function clock(date: string | string[] | undefined, now: Date): CheckResult {
  const theirs = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(theirs)) return notNeeded('the server does not tell the time');
  const off = now.getTime() - theirs;
  const minutes = Math.round(Math.abs(off) / 60_000);
  const apart = `${minutes} minutes ${off > 0 ? 'ahead of' : 'behind'} the server's`;
  if (Math.abs(off) <= CLOCK_OFF_MS) return ok(minutes === 0 ? "the same as the server's" : apart);
  return { state: 'warning', found: `${apart}: set it right, certificates and dates depend on it` };
}
