import nock from 'nock';
import { type Client, createClient } from '../../src/api/index.ts';
import type { Transport } from '../../src/api/transport.ts';
import { lineTo, type TestLine } from './line.ts';

export const ORIGIN = 'https://us-east.api.pipelinersales.com';
const SPACE = 'nv3_PipelinerDev';
export const ROOT = `/api/v100/rest/spaces/${SPACE}`;
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** The server of the documentation, to be told what to answer. */
const server = (): nock.Scope => nock(ORIGIN);

/** A client of that server, with its line to look at. */
export function clientOnLine(over: Partial<Transport> = {}): { client: Client; line: TestLine } {
  const line = lineTo(ORIGIN, over);
  return { client: createClient(SPACE, line), line };
}

/** A request as it arrived. */
export interface Seen {
  method: string;
  /** With its query, as it stood on the wire. */
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** Answers the next requests with these statuses and texts, one after the other, and keeps the requests. */
export function answering(
  method: Seen['method'],
  ...answers: [status: number, text: string | Buffer, headers?: Record<string, string>][]
): Seen[] {
  const seen: Seen[] = [];
  for (const [status, text, headers] of answers) {
    const one = server();
    one.intercept(() => true, method).reply(status, text, { ...JSON_TYPE, ...headers });
    one.on('request', ({ url, headers }: Request, _: unknown, body: string) => {
      seen.push({ method, path: url.slice(ORIGIN.length), headers: Object.fromEntries(headers), body });
    });
  }
  return seen;
}
