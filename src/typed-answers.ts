import { PassThrough } from 'node:stream';
import type { Host } from './host.ts';

/**
 * The host with somebody at its terminal who gives these answers in plain lines: each is typed, and shown, when a question
 * waits for it. After the last one the input ends.
 */
export function withTypedAnswers(host: Host, answers: readonly string[]): Host {
  const left = [...answers];
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const write = async (text: string) => {
    await host.stderr.write(text);
    if (!WAITS.test(text)) return;
    const answer = left.shift();
    if (answer === undefined) return void stdin.end();
    await host.stderr.write(`${answer}\n`);
    stdin.write(`${answer}\n`);
  };
  const stderr = Object.create(host.stderr, { isTTY: { value: true }, write: { value: write } }) as Host['stderr'];
  const env = { ...host.env, PIPELINER_ACCESSIBLE: '1', PIPELINER_NO_INPUT: undefined, CI: undefined };
  return Object.create(host, { stdin: { value: stdin }, stderr: { value: stderr }, env: { value: env } }) as Host;
}

/** How a plain question ends. */
const WAITS = /: $/;
