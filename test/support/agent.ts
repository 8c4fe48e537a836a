import { PassThrough, Writable } from 'node:stream';
import { Client, type JSONRPCMessage, type Transport } from '@modelcontextprotocol/client';
import type { Output } from '../../src/host.ts';
import { type Around, type Outcome, runHere } from './host.ts';

/** A tool's answer, as far as tests look into it. */
interface ToolAnswer {
  content: { type: string; text: string }[];
  structuredContent: { data?: unknown; notes?: string; error?: { code: string; message: string; exit: number } };
  isError?: boolean;
}

/** A server that runs in this process, and a client of it. */
export interface Agent {
  client: Client;
  /** Calls a tool. */
  call(name: string, input?: Record<string, unknown>): Promise<ToolAnswer>;
  /** What the call of a tool found; fails for an error. */
  data<T>(name: string, input?: Record<string, unknown>): Promise<T>;
  /** Writes text to the server's stdin. */
  write(text: string): void;
  /** Ends the server's stdin, as a client that leaves does. */
  leave(): void;
  /** Every line on the server's stdout. */
  readonly lines: readonly string[];
  readonly ended: Promise<Outcome>;
}

/** Runs `pipeliner mcp` with these words, and connects a client to it. */
export async function openAgent(words: readonly string[], around: Omit<Around, 'stdin' | 'stdout'>): Promise<Agent> {
  const stdin = new PassThrough();
  const lines: string[] = [];
  const transport: Transport = {
    start: async () => {},
    send: async message => {
      stdin.write(`${JSON.stringify(message)}\n`);
    },
    close: async () => {
      stdin.end();
    },
  };
  let rest = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      const pieces = `${rest}${chunk}`.split('\n');
      rest = pieces.pop()!;
      for (const line of pieces) {
        lines.push(line);
        transport.onmessage?.(JSON.parse(line) as JSONRPCMessage);
      }
      done();
    },
  });
  const stdout: Output = {
    ...{ isTTY: false, columns: undefined, stream },
    write: text => new Promise((resolve, reject) => stream.write(text, error => (error ? reject(error) : resolve()))),
  };
  const ended = runHere(words, { ...around, stdin, stdout });
  const client = new Client({ name: 'test', version: '1.0.0' });
  const refused = ended.then(({ code, stderr }) => {
    throw new Error(`The server ended with ${code}: ${stderr}`);
  });
  await Promise.race([client.connect(transport), refused]);
  refused.catch(() => {});
  const call = async (name: string, input: Record<string, unknown> = {}) =>
    (await client.callTool({ name, arguments: input })) as unknown as ToolAnswer;
  return {
    ...{ client, call, lines, ended },
    data: async <T>(name: string, input?: Record<string, unknown>) => {
      const { structuredContent, isError } = await call(name, input);
      if (isError) throw new Error(JSON.stringify(structuredContent.error));
      return structuredContent.data as T;
    },
    write: text => void stdin.write(text),
    leave: () => void stdin.end(),
  };
}
