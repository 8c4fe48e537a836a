// Writes the man page, as the built program prints it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const print = (...words) => execFileSync(process.execPath, [at('bin/pipeliner.js'), ...words]);
const at = path => fileURLToPath(new URL(`../${path}`, import.meta.url));

mkdirSync(at('man'), { recursive: true });
const page = print('help', '--man');
writeFileSync(at('man/pipeliner.1'), page);
// What the package has: man reads it like the other.
writeFileSync(at('man/pipeliner.1.gz'), gzipSync(page, { level: 9 }));
