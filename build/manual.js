/** Writes the man page, as the built program prints it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = path => fileURLToPath(new URL(`../${path}`, import.meta.url));

mkdirSync(at('man'), { recursive: true });
writeFileSync(at('man/pipeliner.1'), execFileSync(process.execPath, [at('bin/pipeliner.js'), 'help', '--man']));
