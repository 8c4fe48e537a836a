/**
 * Takes the place of modules of Node in the bundle that libraries load and this tool has no use for; together they took
 * a third of the start. commander asks for node:child_process, for subcommands that are programs of their own; undici
 * asks for node:http2, and gets along without it.
 */
const none = (): never => {
  throw new Error('this tool starts no other program');
};

/** Of node:http2. */
export const constants = {};

export { none as spawn, none as spawnSync };

/** Of node:http2 too: hono asks whether a request is one of these, and none is. */
export class Http2ServerRequest {}
