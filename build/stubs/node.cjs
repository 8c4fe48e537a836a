/**
 * Stands in for modules of Node that libraries load and make no use of here: each takes milliseconds to load, node:http2
 * most of all.
 */

/** node:child_process: commander starts subcommands that are programs of their own, of which there are none. */
exports.spawn = () => {
  throw new Error('This tool has no subcommands that are programs of their own');
};

/** node:http2: undici and hono speak it only where it is asked for. hono asks whether a request is one of these. */
exports.constants = {};
exports.Http2ServerRequest = class {};

/** node:http, in undici alone: how long the headers of an answer may be, by Node's own default. */
exports.maxHeaderSize = 16 * 1024;
/** undici asks whether a body it was given is one of these. */
exports.IncomingMessage = class {};
