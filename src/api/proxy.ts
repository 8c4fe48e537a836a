/** Connections by way of a proxy: apart from the engine, since few have one. */
export { default as EnvHttpProxyAgent } from 'undici/lib/dispatcher/env-http-proxy-agent.js';
