#!/usr/bin/env node
import module from 'node:module';

// Node 22.1 and later keep compiled code between runs.
module.enableCompileCache?.();
const { realHost, run } = await import('../dist/main.js');
process.exitCode = await run(process.argv.slice(2), realHost());
