import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { proxyFor } from '../../access/proxy.ts';
import type { Answer } from '../../answer.ts';
import type { Client } from '../../api/client.ts';
import { describeReason, type Explanation } from '../../api/network-errors.ts';
import type { Context } from '../../context.ts';
import { CliError, interrupted } from '../../errors.ts';
import type { Row } from '../../wire/entities.ts';
import { describeSource } from '../auth/sign-in-source.ts';
import { explainFailure } from '../auth/try-sign-in.ts';

const CHECKS = [
  'settings',
  'host name',
  'connection',
  'certificate',
  'proxy',
  'answer',
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
/** Certificates and sign-ins tolerate a clock that is a little wrong. */
const MAX_CLOCK_SKEW_MS = 5 * 60_000;
/** What the commands of this tool read. */
const ENTITIES = ['Clients', 'Pipelines', 'Steps', 'Accounts', 'Contacts', 'Currencies', 'Opportunities', 'Fields'];

/** Checks everything from the settings to the permissions. Ends with the error of the first check that failed. */
export async function runDoctor(context: Context): Promise<Answer> {
  let failure: CliError | undefined;
  async function* rows(): AsyncGenerator<Row[]> {
    const results = runChecks(context);
    for (const check of CHECKS) {
      await context.progress(check);
      // After a failure nothing more can be checked, except which space a sign-in without permissions is for.
      const result = failure ? undefined : ((await results.next()).value as CheckResult | undefined);
      failure ??= result?.error;
      yield [{ check, state: result?.state ?? 'not checked', found: result?.found ?? '' }];
    }
  }
  return {
    kind: 'records',
    columns: ['check', 'state', 'found'].map(path => ({ heading: path, path })),
    pages: rows(),
    failure: () => failure,
  };
}

/** The results of the checks, in their order; none after one that failed. */
async function* runChecks(context: Context): AsyncGenerator<CheckResult> {
  const { env } = context.host;
  try {
    const { origin, space } = await context.access();
    const url = new URL(origin);
    const proxy = proxyFor(url, env);
    yield ok(`${await describeSource(context)}: the space ${space} at ${origin}`);
    yield* proxy ? checkProxy(proxy, context) : checkConnection(url, context);
    yield* checkServer(space, context);
  } catch (error) {
    if (!(error instanceof CliError) || error.code === 'INTERRUPTED') throw error;
    const access = await context.access().catch(() => undefined);
    yield failed(access ? explainFailure(error, access.origin, env) : error);
  }
}

/** The checks from the host name to the proxy, where there is one. */
async function* checkProxy(proxy: URL, { host }: Context): AsyncGenerator<CheckResult> {
  for (let count = 0; count < 3; count++) yield notNeeded(`the proxy ${proxy.host} sees to that`);
  (await connectTo(proxy, host.signal, 'The proxy ')).destroy();
  yield ok(`${proxy.host} can be reached`);
}

/** The checks from the host name to the proxy, where there is none. */
async function* checkConnection(url: URL, { host }: Context): AsyncGenerator<CheckResult> {
  yield await checkHostName(url.hostname);
  (await connectTo(url, host.signal)).destroy();
  yield ok(`${url.host} can be reached`);
  yield url.protocol === 'http:' ? notNeeded('nothing leaves this machine') : await checkCertificate(url, host.signal);
  yield notNeeded('none is set for this address');
}

/** The checks from the first answer to the permissions. */
async function* checkServer(space: string, context: Context): AsyncGenerator<CheckResult> {
  const client = await context.client();
  const { reply, refusal } = await client.probe('/entities/Clients?first=1');
  yield ok(`an answer over HTTP, status ${reply.status}`);
  yield checkClock(reply.headers.date, context.host.now());

  // Only the server's words tell an unknown space from an unknown user.
  const { code } = refusal ?? {};
  if (code !== undefined && code !== 'NOT_FOUND' && code !== 'FORBIDDEN') throw refusal!;
  yield code === 'NOT_FOUND' ? notNeeded('the server looks for the space first') : ok('the server knows the user');
  if (code === 'NOT_FOUND') throw refusal!;
  yield ok(`${space} is there`);
  yield await checkPermissions(client, context);
}

async function checkPermissions(client: Client, context: Context): Promise<CheckResult> {
  const unreadable: string[] = [];
  let refusal: CliError | undefined;
  for (const entity of ENTITIES) {
    await context.progress(`permissions: ${entity}`);
    const { refusal: error } = await client.probe(`/entities/${entity}?first=1`);
    if (!error) continue;
    if (error.code !== 'FORBIDDEN' && error.code !== 'NOT_FOUND') throw error;
    unreadable.push(entity);
    refusal = error;
  }
  if (!refusal) return ok(`${ENTITIES.join(', ')} can be read; writing was not tried`);
  const message = `${unreadable.join(', ')} cannot be read`;
  return failed(new CliError('FORBIDDEN', message, { ...refusal, cause: refusal }));
}

async function checkHostName(hostname: string): Promise<CheckResult> {
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isIP(address)) return notNeeded('it is an address');
  const addresses = await lookup(address, { all: true }).catch(cause => {
    throw connectError(describeReason('dns', address), cause);
  });
  return ok(addresses.map(({ address }) => address).join(', '));
}

/** A connection to the host of a URL. */
async function connectTo({ hostname, port, protocol, host }: URL, stop: AbortSignal, prefix = ''): Promise<Socket> {
  const target = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (protocol === 'https:' ? 443 : 80)) };
  const socket = connect(target);
  await waitForEvent(socket, 'connect', stop).catch(cause => {
    const message = `${prefix}${host} cannot be reached (${codeOf(cause)})`;
    throw connectError({ message, hint: 'Check the address and the firewall.' }, cause);
  });
  return socket;
}

async function checkCertificate(url: URL, stop: AbortSignal): Promise<CheckResult> {
  const { host, hostname } = url;
  const socket = connectTls({
    socket: await connectTo(url, stop),
    host: hostname,
    servername: isIP(hostname) ? '' : hostname,
  });
  await waitForEvent(socket, 'secureConnect', stop).catch(cause => {
    const { message, ...explanation } = describeReason('tls', host);
    throw connectError({ ...explanation, message: `${message} (${codeOf(cause)})` }, cause);
  });
  const { issuer, valid_to } = socket.getPeerCertificate();
  const protocol = socket.getProtocol();
  socket.destroy();
  const until = new Date(valid_to).toISOString().slice(0, 10);
  return ok(`${protocol}, issued by ${issuer?.O ?? issuer?.CN ?? 'somebody'}, valid until ${until}`);
}

/** Waits for an event of a socket, for five seconds. */
async function waitForEvent(socket: Socket, event: string, stop: AbortSignal): Promise<void> {
  const timeout = AbortSignal.timeout(CONNECT_MS);
  try {
    await once(socket, event, { signal: AbortSignal.any([timeout, stop]) });
  } catch (error) {
    socket.on('error', () => {}).destroy();
    throw timeout.aborted ? new Error('no answer in five seconds') : error;
  }
}

const codeOf = (cause: unknown) => (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;

const connectError = ({ message, hint }: Explanation, cause: unknown) =>
  (cause as Error).name === 'AbortError'
    ? interrupted('Interrupted')
    : new CliError('UNREACHABLE', message, { cause, hint, retrySafe: true });

function checkClock(date: string | string[] | undefined, now: Date): CheckResult {
  const serverTime = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(serverTime)) return notNeeded('the server does not tell the time');
  const skew = now.getTime() - serverTime;
  const minutes = Math.round(Math.abs(skew) / 60_000);
  const difference = `${minutes} minutes ${skew > 0 ? 'ahead of' : 'behind'} the server's`;
  if (Math.abs(skew) <= MAX_CLOCK_SKEW_MS) return ok(minutes === 0 ? "the same as the server's" : difference);
  return { state: 'warning', found: `${difference}: set it right, certificates and dates depend on it` };
}
