/**
 * Takes the place of undici's parser of HTTP, which it holds twice as text: here it is one file beside the program. It is
 * the one that runs on every processor. `moduleUrl` is import.meta.url in the bundle.
 */
const { readFileSync } = require('node:fs');

module.exports = readFileSync(new URL('llhttp.wasm', moduleUrl));
