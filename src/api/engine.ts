/**
 * The parts of undici this tool runs on. Imported by file, because the package's front door also loads fetch,
 * WebSocket, caches and mocks, which a short command would pay for at each start.
 */

import buildConnector, { type Connector } from 'undici/lib/core/connect.js';
import Pool from 'undici/lib/dispatcher/pool.js';

export { buildConnector, type Connector, Pool };
