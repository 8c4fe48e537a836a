import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type SandboxOptions, startSandbox } from '../../src/sandbox/http/server.ts';
import { parseJson } from '../../src/wire/json.ts';

// biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the tests are about.
export type Body = any;

export interface Reply {
  status: number;
  body: Body;
  text: string;
}

export const NOW = new Date('2026-05-04T10:20:30.456Z');
export const JOHN = '00000000-0000-0000-0000-000000011a7d';
export const FIRST_STEP = 'de115511-5dc1-46c3-86d9-f714457208dd';
export const USD = 'c4ca4238-a0b9-0382-0dcc-509a6f75849b';

// A connection that is kept may be closed by the server while a request is on its way, on a loaded machine.
const HEADERS = {
  authorization: `Basic ${btoa('user:secret')}`,
  'content-type': 'application/json',
  connection: 'close',
};

/** A client of one running sandbox. Paths begin after `entities/`. */
export class Space {
  readonly base: string;
  readonly close: () => Promise<void>;

  constructor(url: string, close: () => Promise<void>) {
    this.base = `${url}/api/v100/rest/spaces/sandbox/entities/`;
    this.close = close;
  }

  async send(method: string, path: string, body?: unknown): Promise<Reply> {
    const init = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const reply = await fetch(this.base + path, { method, headers: HEADERS, ...init });
    const text = await reply.text();
    return { status: reply.status, body: text && parseJson(text), text };
  }

  get = (path: string) => this.send('GET', path);
  post = (path: string, body: unknown) => this.send('POST', path, body);
  patch = (path: string, body: unknown) => this.send('PATCH', path, body);
  delete = (path: string) => this.send('DELETE', path);

  /** The rows of a list that must succeed. */
  async rows(path: string): Promise<Body[]> {
    const { status, body } = await this.get(path);
    if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
    return body.data;
  }

  /** The first row of a list. */
  row = async (path: string): Promise<Body> => (await this.rows(path))[0];

  /** Creates what must be creatable. */
  async make(collection: string, body: unknown): Promise<Body> {
    const reply = await this.post(collection, body);
    if (reply.status !== 201) throw new Error(`${collection}: ${reply.status} ${reply.text}`);
    return reply.body.data;
  }
}

export async function openSpace(statePath: string, options: Partial<SandboxOptions> = {}): Promise<Space> {
  const account = { username: 'user', password: 'secret' };
  const { url, close } = await startSandbox({ statePath, now: () => NOW, ...account, ...options });
  return new Space(url, close);
}

export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'sandbox-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** One sandbox for all tests of a file. */
export function sharedSpace(): { space: Space } {
  const held = {} as { space: Space };
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => {
    folder = await temporaryFolder();
    held.space = await openSpace(join(folder.path, 'state.json'));
  });
  afterAll(async () => {
    await held.space?.close();
    await folder?.remove();
  });
  return held;
}

/** The least an opportunity needs. */
export const opportunity = (more: Record<string, unknown> = {}) => ({
  name: 'Plan',
  closing_date: '2026-12-31',
  owner_id: JOHN,
  step_id: FIRST_STEP,
  value: { base_value: 100, currency_id: USD },
  ...more,
});

/** The messages of a validation error by field. */
export const reasons = (body: Body): Record<string, string[]> =>
  Object.fromEntries(
    body.field_errors.map((field: Body) => [field.field_name, field.errors.map((error: Body) => error.message)]),
  );
