/**
 * Takes the place, in the bundle, of modules that libraries load and this tool has no use for; together they took a
 * third of the start. commander asks for node:child_process, for subcommands that are programs of their own. undici asks
 * for its way to speak HTTP/2 and for the bodies of fetch, which are made only when asked for; it gets two names of node:http,
 * and no tree of the names of headers, without which it turns each into lower case. hono asks for node:http2.
 */
const none = (): never => {
  throw new Error('this tool starts no other program');
};

export { none as spawn, none as spawnSync };

/** Of node:http2. */
export const constants = {};

/** Of node:http2 too: hono asks whether a request is one of these, and none is. */
export class Http2ServerRequest {}

/** Of node:http: how long the headers of an answer may be; the number is Node's own. */
export const maxHeaderSize = 16 * 1024;

/** Of node:http too: undici asks whether a body it was given is one of these, and none is. */
export class IncomingMessage {}

/** The tree of undici: the name of a header in lower case, null if it is not known. */
export const tree = { lookup: () => null };
