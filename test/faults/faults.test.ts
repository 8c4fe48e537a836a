import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BIN, ROOT } from '../support/run.ts';
import { BUGS, type Bug } from './bugs.ts';
import { openWorkshop, type Result } from './cell.ts';
import { GROUPS } from './fault.ts';
import { EVERY } from './faults.ts';
import { runCells } from './matrix.ts';
import { SHAPES } from './shapes.ts';

/** A cross-section of the matrix: `npm run faults` runs all of it. */
const CHOSEN = [
  'connect: refused / accounts --json',
  'connect: refused / create --json',
  'connect: refused, and there a moment later / api PATCH',
  'connect: gone after the first look-up / create --json',
  'connect: a host nobody knows / accounts --json',
  'connect: a good certificate / create --json',
  'connect: a certificate for another host / create --json',
  'connect: an authority nobody knows / api PATCH',
  'connect: silence after the TLS greeting / accounts --json',
  'stream: closed before a byte / create --json',
  'stream: reset before a byte / api PATCH',
  'stream: silence in the body / accounts --json',
  'stream: a body that trickles / accounts --json',
  'stream: one byte short / create --json',
  'stream: a chunk size that is none / api PATCH',
  'stream: garbage before the status line / accounts --json',
  'stream: many small chunks / accounts --json',
  'stream: closed after the answer / create --json',
  'stream: reset, once / accounts --json',
  'status: 302 to another server / accounts --json',
  'status: 307 to another server / create --json',
  'status: 401 / accounts --json',
  'status: 403 / api PATCH',
  'status: 404 of the space / create --json',
  'status: 422 / create --json',
  'status: 500 / create --json',
  'status: 503, once / accounts --json',
  'status: 429, once / create --json',
  'status: 429 with Retry-After 999999 / accounts --json',
  'status: 429 with Retry-After 2 by its own clock / accounts --json',
  'status: field_errors at 500 / create --json',
  'status: success:false at 200 / api PATCH',
  'status: 403 in one of several look-ups, under --debug / create --json',
  'body: a page to sign in / create --json',
  'body: data null / create --json',
  'body: a body said to be br / create --json',
  'body: a bomb / api PATCH',
  'body: 40 MB / api PATCH',
  'body: nested 100,000 deep / api PATCH',
  'body: UTF-16 / create --json',
  'body: numbers beyond 2^53 / accounts --json',
  'body: keys that mean something to JavaScript / accounts --json',
  'body: created with no id / wizard end',
  'paging: the same cursor again and again / accounts --json',
  'paging: more without rows / accounts jsonl',
  'paging: records twice / accounts csv',
  'paging: 401 on the second page / accounts | pipe',
  'paging: a redirect on the second page / pipelines --json',
  'paging: cursors no address can hold as they are / api --paginate',
  'paging: 503 on the second page, once / contacts --account',
  'paging: a total that lies / accounts tty',
  'paging: a record that comes between two pages / accounts stored',
  'text: names with a clipboard that is written / accounts tty',
  'text: names with text turned round / accounts table | pipe',
  'text: names with a clipboard that is written / wizard',
  'text: names with lines of its own / currencies tty',
  'text: names with a formula / accounts csv',
  'text: an error that repeats the sign-in / accounts --json',
  'text: reasons with all of it / create --json',
  'text: twins / accounts get',
  'text: created under a name that drives a terminal / create | pipe',
  'doubt: done, then reset / create --json',
  'doubt: done, then reset / wizard end',
  'doubt: done, then reset / api DELETE',
  'doubt: done, then silence / api PATCH',
  'doubt: done, then 502 / create --json',
  'doubt: done, then an empty answer / create | pipe',
  'doubt: done, then reset / create --client-key',
  'process: SIGTERM while it reads / accounts --json',
  'process: SIGINT while it writes, and the answer comes / create --json',
  'process: SIGTERM twice while it writes / api PATCH',
  'process: Ctrl-C at Owner / wizard',
  'process: SIGTERM at Create this opportunity? / wizard',
  'process: stdin open and silent, and something missing / create --dry-run',
  'process: stdout full / create --json',
  'process: stdout closed / accounts --json',
  'process: a reader who leaves a long list / accounts jsonl',
  'process: stderr closed, and it fails / api PATCH',
  'process: a password that is two lines / auth login',
  'environment: PIPELINER_SPACE missing / create --json',
  'environment: a service URL that is not encrypted / auth login',
  'environment: TLS unchecked, to a server elsewhere / accounts --json',
  'environment: a proxy that lets it through / create --json',
  'environment: a proxy that closes / accounts --json',
  'environment: a proxy that reads along / create --json',
  'environment: traps in the current folder / accounts --json',
  'environment: any mode for new files / auth login',
  'files: config that is cut short / auth status --check',
  'files: config that is a symbolic link / auth login',
  'files: sandbox that is a pipe / sandbox accounts',
  'files: a disk that is full / sandbox create',
  'files: --from a file that is an endless device / create --json',
  'together: 5 runs with one key / create --client-key',
  'killed: SIGKILL while it writes, stored 1 s later, then the same command / create --client-key',
  'changed: stored with another owner / create --json',
  'changed: a client key that comes back cut, then the same command / create --client-key',
  'replaced: the package is removed while it writes, and the connection breaks / create --json',
  'replaced: npm puts another version in its place at Account / wizard',
  'replaced: dist is missing from the start / accounts --json',
  'clock: a day forward, and a request to try again / create --json',
  'clock: a day back while the server thinks / accounts --json',
  'doubt: done, then reset / move',
  'doubt: done, then reset / contacts create',
  'doubt: done, then reset / accounts update',
  'doubt: done, then 503 / move many',
  'paging: an opportunity that closes after the range / oppty list --json',
  'values: amounts that no double adds up / oppty list tty',
  'meanwhile: its contacts change one by one / update contacts',
  'meanwhile: somebody else changes it / update',
  'meanwhile: nothing / lose',
  'meanwhile: it is carried out late / delete',
  'meanwhile: it is archived / restore',
  'values: 10 MB of objects, in a heap of 512 MB / create --json',
  'values: 10 MB of numbers / accounts --json',
  'limits: files of 0 blocks / create --json',
  'limits: descriptors used up while it writes, and the answer comes / api PATCH',
];

const cells = EVERY.filter(({ name }) => CHOSEN.includes(name));
const results = new Map<string, Result>();
const workshop = openWorkshop(BIN, join(ROOT, 'test', 'faults', 'meter.cjs'));

describe('the fault matrix', () => {
  it('has the cells of this cross-section, and each group and each command among them', () => {
    const names = EVERY.map(({ name }) => name);
    expect(CHOSEN.filter(name => !names.includes(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(cells.map(({ fault }) => fault.group))).toEqual(new Set(GROUPS));
    expect(new Set(cells.map(({ shape }) => shape.name))).toEqual(new Set(SHAPES.map(({ name }) => name)));
  });

  it('knows where in the sources each seeded bug belongs, and which cells must notice it', () => {
    const places = ({ file, from }: Bug) => readFileSync(join(ROOT, file), 'utf8').split(from).length - 1;
    expect(BUGS.filter(bug => places(bug) !== 1).map(({ name }) => name)).toEqual([]);
    const names = EVERY.map(({ name }) => name);
    expect(BUGS.flatMap(bug => bug.cells).filter(name => !names.includes(name))).toEqual([]);
  });
});

// `npm run faults` has all of it, so that it would be run twice.
describe.skipIf(process.env.CROSS_SECTIONS === 'none')('the cross-section', () => {
  it('is run', async () => {
    for (const result of await runCells(cells, workshop)) results.set(result.cell.name, result);
    expect(results.size).toBe(CHOSEN.length);
  }, 240_000);

  it.each(CHOSEN)('%s', name => {
    const result = results.get(name);
    expect(result?.findings, result?.outcome?.stderr).toEqual([]);
  });
});
