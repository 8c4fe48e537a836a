import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openKeyring } from '../../src/access/keyring.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pipeliner-keyring-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** A keyring in a file, with what the package promises; `more` is done when an entry is opened. */
async function keyring({ more = '', env = {}, limitMs = 20_000 } = {}) {
  const path = join(folder, 'package.cjs');
  await writeFile(
    path,
    `const fs = require('node:fs');
     const file = ${JSON.stringify(join(folder, 'kept.json'))};
     const read = () => (fs.existsSync(file) ? JSON.parse(fs.readFileSync(file)) : {});
     const write = kept => fs.writeFileSync(file, JSON.stringify(kept));
     exports.Entry = class {
       constructor(service, account, options) { this.key = [service, account, options.linux.store].join('|'); ${more} }
       setPassword(password) { write({ ...read(), [this.key]: password }); }
       getPassword() { return read()[this.key] ?? null; }
       deletePassword() { const { [this.key]: gone, ...rest } = read(); write(rest); return gone !== undefined; }
     };`,
  );
  return openKeyring({ node: process.execPath, env, package: path, limitMs });
}

const kept = async () => JSON.parse(await readFile(join(folder, 'kept.json'), 'utf8'));

describe('the keyring', () => {
  it('keeps, tells and forgets a password, in a store that survives a restart', async () => {
    const ring = await keyring();
    expect(await ring.get('a')).toBeUndefined();
    await ring.set('a', 'pä"ss\u0000\n');
    expect(await ring.get('a')).toBe('pä"ss\u0000\n');
    expect(await kept()).toEqual({ 'pipeliner|a|secret-service': 'pä"ss\u0000\n' });
    await ring.delete('a');
    await ring.delete('a');
    expect(await ring.get('a')).toBeUndefined();
  });

  it.each([
    ['says why it cannot', "throw new Error('it is locked');", 'it is locked'],
    ['dies', "require('node:process').exit(3);", 'it could not be asked'],
    ['keeps something else', "this.setPassword = () => {}; this.getPassword = () => 'other';", 'did not keep'],
  ])('that %s is told', async (_, more, why) => {
    await expect((await keyring({ more })).set('a', 'secret')).rejects.toThrow(why);
  });

  it('that never answers is left behind', async () => {
    // It waits in the native way, where nothing but a signal reaches it.
    const more = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);';
    await expect((await keyring({ more, limitMs: 300 })).get('a')).rejects.toThrow('it gave no answer in time');
  });

  it('that is not installed is told', async () => {
    const ring = openKeyring({ node: process.execPath, env: {}, package: join(folder, 'none.cjs') });
    await expect(ring.get('a')).rejects.toThrow('is not installed');
  });

  it('is not shown the secrets of the environment, nor told how to run', async () => {
    const more = `fs.writeFileSync(${JSON.stringify(join(folder, 'env'))}, JSON.stringify([process.env, process.argv]));`;
    const env = { PIPELINER_PASSWORD: 'hunter2', NODE_OPTIONS: '--no-such-option', PATH: '/bin' };
    await (await keyring({ more, env })).set('a', 'topsecret');
    const seen = await readFile(join(folder, 'env'), 'utf8');
    expect(seen).toContain('"/bin"');
    expect(seen).not.toMatch(/hunter2|no-such-option|topsecret/);
  });
});

describe('the package in use', () => {
  it('is there for this system, and has what is called', async () => {
    const { Entry } = await import('@napi-rs/keyring');
    for (const method of ['setPassword', 'getPassword', 'deletePassword']) {
      expect(Entry.prototype).toHaveProperty(method);
    }
  });
});
