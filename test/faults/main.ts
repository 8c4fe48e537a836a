import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorkshop, type Result } from './cell.ts';
import { CELLS } from './faults.ts';
import { runCells } from './matrix.ts';

/** Builds a copy of the program, so that nothing that happens in the checkout meanwhile changes it. */
export function buildCopy(root: string, folder: string, edit: (folder: string) => void = () => {}): string {
  for (const part of ['src', 'bin', 'package.json']) cpSync(join(root, part), join(folder, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  edit(folder);
  const { build } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).scripts;
  const path = `${join(root, 'node_modules', '.bin')}:${process.env.PATH}`;
  execFileSync('sh', ['-c', build], { cwd: folder, env: { ...process.env, PATH: path }, stdio: ['ignore', 2, 2] });
  return join(folder, 'bin', 'pipeliner.js');
}

const say = (text: string) => process.stdout.write(`${text}\n`);

export async function main(argv: readonly string[], root: string): Promise<number> {
  const at = argv.indexOf('--only');
  const wanted = at < 0 ? '' : (argv[at + 1] ?? '');
  const cells = CELLS.filter(({ name }) => name.includes(wanted));
  if (argv.includes('--list')) {
    for (const { name } of cells) say(name);
    return 0;
  }
  const folder = mkdtempSync(join(tmpdir(), 'pipeliner-faults-'));
  try {
    const bin = buildCopy(root, join(folder, 'program'));
    const workshop = openWorkshop(bin, join(root, 'test', 'faults', 'meter.cjs'));
    const verbose = argv.includes('--verbose');
    const results = await runCells(cells, workshop, result => {
      if (result.findings.length > 0 || verbose) say(told(result));
    });
    const red = results.filter(({ findings }) => findings.length > 0);
    say(`${results.length} cells, ${red.length} red`);
    return red.length > 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function told({ cell, findings, exit, ms, memory, outcome }: Result): string {
  const lines = [`${findings.length > 0 ? 'RED' : 'ok '} ${cell.name} (exit ${exit}, ${ms} ms, ${memory} kB)`];
  for (const { check, what } of findings) lines.push(`    ${check}: ${what}`);
  if (findings.length > 0) {
    lines.push(`    stderr: ${JSON.stringify(outcome.stderr.slice(-600))}`);
    if (outcome.raw === '') lines.push(`    stdout: ${JSON.stringify(outcome.stdout.slice(0, 200))}`);
    for (const { method, target, wrote } of outcome.stage.space.ledger.slice(-8))
      lines.push(`    ${method} ${target.slice(0, 120)} -> ${wrote}`);
  }
  return lines.join('\n');
}
