// Loaded before the program, by -r: writes into the file that LOADED names what it asked require for, which modules of
// Node were loaded whoever asked for them (a global such as performance does, too), and each file of dist that it ran
// with whether V8's code came along: 'with', 'without', or 'refused' by V8.
const { writeFileSync } = require('node:fs');
const Module = require('node:module');
const { basename } = require('node:path');
const vm = require('node:vm');

const atFirst = new Set(process.moduleLoadList);
const ofNode = () =>
  process.moduleLoadList
    .filter(entry => !atFirst.has(entry) && /^NativeModule (?!internal)/.test(entry))
    .map(entry => `node:${entry.slice('NativeModule '.length)}`);
const modules = new Set();
const files = {};
const load = Module._load;
Module._load = function (request, ...rest) {
  modules.add(request);
  return load.call(this, request, ...rest);
};
vm.Script = class extends vm.Script {
  constructor(text, options) {
    super(text, options);
    files[basename(options.filename)] = !options.cachedData ? 'without' : this.cachedDataRejected ? 'refused' : 'with';
  }
};
process.on('exit', () =>
  writeFileSync(process.env.LOADED, JSON.stringify({ modules: [...modules].sort(), ofNode: ofNode(), files })),
);
