import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { BUGS, type Bug } from './bugs.ts';
import { type Cell, openWorkshop, type Result, type Workshop } from './cell.ts';
import { GROUPS } from './fault.ts';
import { CELLS, EVERY } from './faults.ts';
import { inLanes, LANES, runCells } from './matrix.ts';
import { SHAPES } from './shapes.ts';

const OPTIONS = {
  only: { type: 'string' },
  sample: { type: 'string' },
  bugs: { type: 'boolean' },
  list: { type: 'boolean' },
  verbose: { type: 'boolean' },
} as const;

const say = (text: string) => process.stdout.write(`${text}\n`);

/**
 * `--only <text>` runs the cells whose name holds it, `--bugs` the seeded bugs alone (those whose name holds the text),
 * `--sample <n>` one cell in so many, others for each commit, `--list` prints the cells. Without any of these everything
 * runs. Gives the exit code.
 */
export async function main(argv: readonly string[], root: string): Promise<number> {
  const { values } = parseArgs({ args: [...argv], options: OPTIONS });
  const { only: wanted = '' } = values;
  const seeded = values.bugs || !wanted;
  const sample = Number(values.sample ?? 1);
  const chosen = wanted ? EVERY.filter(({ name }) => name.includes(wanted)) : sampleOf(CELLS, sample, root);
  const cells = values.bugs ? [] : chosen;
  if (values.list) {
    for (const { name } of cells) say(name);
    return 0;
  }
  const folder = mkdtempSync(join(tmpdir(), 'pipeliner-faults-'));
  const started = Date.now();
  try {
    const bin = await buildCopy(root, join(folder, 'program'));
    const workshop = openWorkshop(bin, join(root, 'test', 'faults', 'meter.cjs'));
    const results = await runCells(cells, workshop, result => {
      if (result.findings.length > 0 || values.verbose) say(told(result));
    });
    const bugs = seeded ? BUGS.filter(({ name }) => name.includes(wanted)) : [];
    const survivors = await survivorsOf(bugs, root, folder, workshop);
    for (const survivor of survivors) say(`SURVIVED ${survivor}`);
    if (cells.length === CELLS.length) say(table(results));
    say(summary(results, bugs.length, survivors.length, Date.now() - started));
    const nothing = results.length + bugs.length === 0;
    return nothing || survivors.length > 0 || results.some(({ findings }) => findings.length > 0) ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One cell in `n`, chosen by the commit: over some commits all of them are run. */
function sampleOf(cells: readonly Cell[], n: number, root: string): readonly Cell[] {
  if (!Number.isInteger(n) || n < 1) throw new Error(`--sample takes a whole number, not ${n}`);
  if (n === 1) return cells;
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' });
  const turn = (name: string) =>
    createHash('sha256')
      .update(commit + name)
      .digest()
      .readUInt32BE() % n;
  return cells.filter(({ name }) => turn(name) === 0);
}

/** Builds a copy of the program, so that nothing that happens in the checkout meanwhile changes it. */
async function buildCopy(root: string, folder: string, edit: (folder: string) => void = () => {}): Promise<string> {
  for (const part of ['src', 'bin', 'build', 'package.json'])
    cpSync(join(root, part), join(folder, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  edit(folder);
  const { bundle } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).scripts;
  const path = `${join(root, 'node_modules', '.bin')}:${process.env.PATH}`;
  await promisify(execFile)('sh', ['-c', bundle], { cwd: folder, env: { ...process.env, PATH: path } });
  return join(folder, 'bin', 'pipeliner.js');
}

/** Puts each bug into a copy of the program, and gives those that no cell notices. */
async function survivorsOf(bugs: readonly Bug[], root: string, folder: string, workshop: Workshop): Promise<string[]> {
  const survivors: string[] = [];
  await inLanes(bugs, 4, async bug => {
    const copy = mkdtempSync(join(folder, 'bug-'));
    const noticed = await isNoticed(bug, root, copy, workshop).catch(error => String(error.message));
    if (noticed !== true) survivors.push(`${bug.name}: ${noticed}`);
    rmSync(copy, { recursive: true, force: true });
  });
  return survivors;
}

async function isNoticed(bug: Bug, root: string, copy: string, workshop: Workshop): Promise<true | string> {
  const { file, from, to, by } = bug;
  const cells = EVERY.filter(({ name }) => bug.cells.includes(name));
  if (cells.length !== bug.cells.length) return `there is no such cell among ${bug.cells.join(', ')}`;
  const bin = await buildCopy(root, join(copy, 'program'), at => {
    const path = join(at, file);
    const source = readFileSync(path, 'utf8');
    if (source.split(from).length !== 2) throw new Error(`${file} does not hold this just once: ${from}`);
    writeFileSync(
      path,
      source.replace(from, () => to),
    );
  });
  // A bug must be noticed at once.
  const results = await runCells(cells, { ...workshop, bin, retries: false });
  const found = results.flatMap(({ findings }) => findings);
  if (found.some(({ check }) => by.includes(check))) return true;
  return `noticed by ${found.map(({ check }) => check).join(', ') || 'nothing'} instead of ${by.join(' or ')}`;
}

/** Groups by shapes: how many cells passed, and of how many if some did not. */
function table(results: readonly Result[]): string {
  const count = (group: string | undefined, shape: string | undefined) => {
    const among = results.filter(
      ({ cell }) => (!group || cell.fault.group === group) && (!shape || cell.shape.name === shape),
    );
    const passed = among.filter(({ findings }) => findings.length === 0).length;
    if (among.length === 0) return '';
    return passed === among.length ? String(passed) : `${passed}/${among.length}`;
  };
  const faultsIn = (group: string) =>
    new Set(results.filter(({ cell }) => cell.fault.group === group).map(({ cell }) => cell.fault.name)).size;
  const shapes = SHAPES.map(({ name }) => name).filter(name => count(undefined, name) !== '');
  const width = Math.max(...shapes.map(name => name.length));
  const line = (head: string, cells: readonly string[]) =>
    [head.padEnd(width), ...cells.map((cell, at) => cell.padStart(Math.max(5, (GROUPS[at] ?? 'all').length)))].join(
      '  ',
    );
  return [
    line('', [...GROUPS, 'all']),
    line('faults', [
      ...GROUPS.map(group => String(faultsIn(group))),
      String(GROUPS.reduce((sum, group) => sum + faultsIn(group), 0)),
    ]),
    ...shapes.map(shape => line(shape, [...GROUPS.map(group => count(group, shape)), count(undefined, shape)])),
    line('all', [...GROUPS.map(group => count(group, undefined)), count(undefined, undefined)]),
  ].join('\n');
}

function summary(results: readonly Result[], bugs: number, survivors: number, ms: number): string {
  const withCheck = (...checks: string[]) =>
    results.filter(({ findings }) => findings.some(({ check }) => checks.includes(check))).length;
  const passed = results.filter(({ findings }) => findings.length === 0).length;
  const faults = new Set(results.map(({ cell }) => `${cell.fault.group} ${cell.fault.name}`)).size;
  const day = new Date().toISOString().slice(0, 10);
  return [
    `${faults} faults, ${results.length} cells run, ${passed} passed`,
    `hangs ${withCheck('ends')}, stack traces ${withCheck('trace')}, wrong exit codes ${withCheck('exit')}, ` +
      `secrets ${withCheck('secret')}, untrue claims ${withCheck('claim', 'list')}`,
    `seeded bugs caught ${bugs - survivors}/${bugs}`,
    `${day}, Node ${process.versions.node}, ${Math.round(ms / 1000)} s, ${LANES} cells at once`,
  ].join('\n');
}

function told({ cell, findings, exit, ms, memory, outcome }: Result): string {
  const lines = [`${findings.length > 0 ? 'RED' : 'ok '} ${cell.name} (exit ${exit}, ${ms} ms, ${memory} kB)`];
  for (const { check, what } of findings) lines.push(`    ${check}: ${what}`);
  if (outcome) {
    lines.push(`    stderr: ${JSON.stringify(outcome.stderr.slice(-600))}`);
    if (outcome.raw === '') lines.push(`    stdout: ${JSON.stringify(outcome.stdout.slice(0, 200))}`);
    for (const { method, target, wrote } of outcome.stage.space.ledger.slice(-8))
      lines.push(`    ${method} ${target.slice(0, 120)} -> ${wrote}`);
  }
  return lines.join('\n');
}
