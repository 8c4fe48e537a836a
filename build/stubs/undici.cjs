/**
 * Stands in for undici's index.js, with the few exports that this tool uses: that one loads fetch, WebSocket, caches and
 * mocks as well. What only a proxy needs is loaded when it is first asked for.
 */
const Pool = require('undici/lib/dispatcher/pool.js');

module.exports = {
  /** undici's index.js gives every dispatcher this method. */
  Pool: class extends Pool {
    connect(...options) {
      return require('undici/lib/api/api-connect.js').apply(this, options);
    }
  },
  buildConnector: require('undici/lib/core/connect.js'),
  get ProxyAgent() {
    return require('undici/lib/dispatcher/proxy-agent.js');
  },
};
