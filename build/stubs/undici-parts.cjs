/**
 * Takes the place of what undici loads and this tool never reaches, 65 KB of the package: HTTP/2, for which node:http2 is a
 * stub, too; SOCKS proxies, which are refused where a proxy is read; and bodies that are a FormData, since all are JSON.
 */
module.exports = () => {
  throw new Error('This part of undici is not in this tool');
};
module.exports.extractBody = module.exports;
