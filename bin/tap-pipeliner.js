#!/usr/bin/env node
// A tap of the Singer specification: a command of the tool under the name that programs call taps by.
process.argv.splice(2, 0, 'export', 'tap');
require('./pipeliner.js');
