/**
 * Stands in for the second copy of undici's HTTP parser, which uses SIMD instructions: 70 KB of the package, and no faster
 * for answers of this size.
 */
module.exports = require('undici/lib/llhttp/llhttp-wasm.js');
