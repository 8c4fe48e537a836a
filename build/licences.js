// Writes dist/THIRD-PARTY.txt: the licences of the packages whose code is in the bundle, as dist/meta.json lists them.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KNOWN } from './known-licences.js';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

const used = JSON.parse(readFileSync(join(dist, 'meta.json'), 'utf8'));
const folders = new Set(used.flatMap(file => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []));

/**
 * Packages whose code others carry inside of their own files, by the package that has their licence here: a part of the SDK
 * that is not published by itself, and what is installed for its licence alone.
 */
const INSIDE = {
  '@modelcontextprotocol/core-internal': '@modelcontextprotocol/server',
  'content-type': 'content-type',
};

/**
 * The licences by their terms, whatever the breaks of their lines: one text of the terms, and for each package its name with
 * what stands before them, as who has the copyright.
 */
const licences = new Map();
for (const folder of [...folders].sort()) addPackage(folder);
for (const name of namesInMaps()) {
  if (folders.has(`node_modules/${name}`)) continue;
  if (!INSIDE[name]) throw new Error(`${name} is inside of another package, without a licence`);
  addPackage(`node_modules/${INSIDE[name]}`, name);
}

function addPackage(folder, ownName) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const file = readdirSync(join(root, folder)).find(one => /^licen[cs]e/i.test(one));
  if (!file || !KNOWN.includes(license)) throw new Error(`${name} ${version} has the licence ${license} in ${file}`);
  const notices = readdirSync(join(root, folder)).filter(one => /^notice/i.test(one));
  const texts = [file, ...notices].map(one => readFileSync(join(root, folder, one), 'utf8'));
  const text = texts.join('\n').replace(/\r\n/g, '\n').trim();
  const begin = license === 'Apache-2.0' ? 0 : Math.max(0, text.search(/^(?:Permission|Redistribution) /m));
  const [head, terms] = [text.slice(0, begin).trim(), text.slice(begin)];
  const key = terms.replace(/\s+/g, ' ').toLowerCase();
  const licence = licences.get(key) ?? { terms, heads: [] };
  licence.heads.push([`${ownName ?? name} ${version} (${license})`, head].filter(Boolean).join('\n'));
  licences.set(key, licence);
}

/** The packages that the maps of the built files name. */
function namesInMaps() {
  const maps = readdirSync(dist).filter(file => file.endsWith('.map'));
  const sources = maps.flatMap(file => JSON.parse(readFileSync(join(dist, file), 'utf8')).sources);
  return new Set(sources.flatMap(source => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1] ?? []).sort());
}

const parts = [...licences.values()].map(({ heads, terms }) => `${heads.join('\n\n')}\n\n${terms}\n`);
writeFileSync(
  join(dist, 'THIRD-PARTY.txt'),
  ['The files here hold code of these packages.\n', ...parts].join(`\n${'-'.repeat(80)}\n\n`),
);
