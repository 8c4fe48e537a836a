import type { Readable, Writable } from 'node:stream';
import { ProtocolError, ProtocolErrorCode, Server, type Tool } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';

/** What a server says of itself. */
export interface ServerAbout {
  name: string;
  version: string;
  instructions: string;
}

/** What a tool answers to a call. */
interface CallReply {
  content: { type: 'text'; text: string }[];
  structuredContent: object;
  isError?: true;
}

/** The tools of a server as data, and what answers their calls. */
export interface ServerTools {
  list: readonly object[];
  /** Undefined: there is no such tool. */
  call(name: string, input: unknown, signal: AbortSignal): Promise<CallReply> | undefined;
}

/** The streams of a server. It ends with stdin, or when the signal aborts. */
export interface ServerStreams {
  stdin: Readable;
  stdout: Writable;
  signal: AbortSignal;
  /** Takes in what is wrong with the client, in words. */
  onProblem(message: string): void;
}

/** A message may be this long; a longer one ends the server. */
const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;

const NO_MESSAGE = 'a line that is no message of the protocol';

/** Serves tools until stdin ends or the signal aborts. Calls that are under way by then end first. */
export async function serveTools(about: ServerAbout, tools: ServerTools, streams: ServerStreams): Promise<void> {
  const { name, version, instructions } = about;
  const server = new Server(
    { name, version },
    // Clients are asked nothing, so that no answer of theirs is validated.
    { capabilities: { tools: {} }, instructions, jsonSchemaValidator: { getValidator: refuseSchema } },
  );
  const calls = new Set<Promise<unknown>>();
  server.setRequestHandler('tools/list', () => ({ tools: [...tools.list] as Tool[] }));
  server.setRequestHandler('tools/call', async ({ params }, { mcpReq }) => {
    if (streams.signal.aborted) throw new ProtocolError(ProtocolErrorCode.InvalidRequest, 'The server is ending');
    const call = tools.call(params.name, params.arguments ?? {}, mcpReq.signal);
    if (!call) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `There is no tool '${params.name}'`);
    calls.add(call);
    try {
      return { ...(await call) };
    } finally {
      calls.delete(call);
    }
  });
  server.onerror = error => streams.onProblem(error.name === 'ZodError' ? NO_MESSAGE : error.message);
  const closed = new Promise<void>(resolve => {
    server.onclose = resolve;
  });
  const transport = new StdioServerTransport(streams.stdin, streams.stdout, { maxBufferSize: MAX_MESSAGE_BYTES });
  await server.connect(transport);
  const stop = async () => {
    await Promise.allSettled(calls);
    // The last answers are on their way to stdout by then.
    await new Promise(resolve => setImmediate(resolve));
    await server.close();
  };
  streams.signal.addEventListener('abort', stop);
  if (streams.signal.aborted) await stop();
  await closed;
  await Promise.allSettled(calls);
  streams.signal.removeEventListener('abort', stop);
}

function refuseSchema(): never {
  throw new Error('This server validates no answers of clients');
}
