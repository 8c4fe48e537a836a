import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { PROGRAM } from '../../src/cli.ts';
import { loadProgram } from '../../src/commands/define.ts';
import { EXIT_CODES } from '../../src/commands/help/exit-codes.ts';
import { NOUNS } from '../../src/commands/lists/nouns.ts';
import { EXIT } from '../../src/errors.ts';
import { errorLine } from '../../src/schema/error-line.ts';
import { allCommands } from '../../src/schema/index.ts';
import { schemaOf } from '../../src/schema/json-schema.ts';
import { LosslessNumber } from '../../src/wire/json.ts';
import { recordSchema } from '../../src/wire/schemas.ts';
import { runHere } from '../support/host.ts';
import { createLine } from '../support/opportunity.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pipeliner-schema-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The commands by their names. */
const commands = new Map(
  allCommands(await loadProgram(PROGRAM)).map(({ names, command }) => [names.join(' '), command]),
);

const here = (...words: string[]) => runHere(words, { env: {}, folder });
const schema = async (...words: string[]) => JSON.parse((await here('schema', ...words)).stdout);

/** JSON in which whatever fits stands in one line. */
function condensed(value: unknown, margin = ''): string {
  const short = JSON.stringify(value);
  if (typeof value !== 'object' || value === null || short.length + margin.length <= 116) return short;
  const inner = `${margin}  `;
  const parts = Array.isArray(value)
    ? value.map(one => inner + condensed(one, inner))
    : Object.entries(value).map(([key, one]) => `${inner}${JSON.stringify(key)}: ${condensed(one, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${parts.join(',\n')}\n${margin}${close}`;
}

describe('pipeliner schema', () => {
  it('is what was agreed on', async () => {
    const { version: _, ...all } = await schema();
    await expect(`${condensed(all)}\n`).toMatchFileSnapshot('./schema.golden');
  });

  it('has of one command, or of those below one, what it has of all', async () => {
    const all = await schema();
    const one = await schema('oppty', 'create');
    expect(one).toEqual({ ...all, commands: all.commands.slice(0, 1) });
    const { commands } = await schema('config');
    expect(commands.map(({ command }: { command: string }) => command)).toEqual([
      ...['config list', 'config get', 'config set', 'config unset'],
    ]);
    expect(await schema('opportunity', 'create')).toEqual(one);
  });

  it('refuses what is no command, with the nearest', async () => {
    const { code, stdout, stderr } = await here('schema', 'acounts');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe("Error: There is no command 'acounts'\nDid you mean 'accounts'?\n");
    // A topic of the help is none.
    expect((await here('schema', 'filtrs')).stderr).not.toContain('filters');
    expect((await here('help', 'filtrs')).stderr).toContain("Did you mean 'filters'?");
  });

  it('knows every exit code and every error code', () => {
    expect(EXIT_CODES.flatMap(({ codes }) => codes).sort()).toEqual(Object.keys(EXIT).sort());
    for (const { exit, codes } of EXIT_CODES) for (const code of codes) expect(EXIT[code]).toBe(exit);
  });
});

/** The command, its words, and the flag that has it print something else. */
type Case = [name: string, words: readonly string[], flag: string];

describe('what a command gives', () => {
  const lists = NOUNS.map(({ name }): Case => [`${name} list`, ['--sandbox', name, '--limit', '5'], '']);
  const fields = NOUNS.map(({ name }): Case => [`${name} list`, ['--sandbox', name, '--fields'], '--fields']);
  const gets = NOUNS.map(({ name }): Case => [`${name} get`, ['--sandbox', name, 'get'], '']);
  const others: Case[] = [
    ['oppty create', createLine(), ''],
    ['oppty create', createLine({}, '--dry-run'), '--dry-run'],
    ['drafts list', ['drafts'], ''],
    ['drafts show', ['drafts', 'show', 'k3f9'], ''],
    ['api', ['--sandbox', 'api', 'Accounts', '--dry-run'], '--dry-run'],
    ['auth status', ['auth', 'status'], ''],
    ['config list', ['config', 'list'], ''],
    ['config list', ['config', 'list', '--show-origin'], '--show-origin'],
    ['config get', ['config', 'get', 'default-owner'], ''],
    ['doctor', ['--sandbox', 'doctor'], ''],
    ['sandbox path', ['sandbox', 'path'], ''],
    ['completion', ['completion', 'bash'], ''],
    ['schema', ['schema', 'doctor'], ''],
    ['help', ['help', 'filters'], ''],
    ['help', ['help', '--all'], ''],
  ];
  const firstId = async (noun: string) =>
    JSON.parse((await here('--sandbox', noun, '--limit', '1', '--json')).stdout)[0].id as string;

  it.each([...lists, ...fields, ...gets, ...others])(
    '%s: pipeliner %j is as its schema says',
    async (name, words, flag) => {
      const config = { current: 'work', settings: { 'default-owner': 'x' }, profiles: [PROFILE] };
      mkdirSync(join(folder, 'pipeliner', 'drafts'), { recursive: true, mode: 0o700 });
      writeFileSync(join(folder, 'pipeliner', 'config.json'), JSON.stringify(config), { mode: 0o600 });
      writeFileSync(join(folder, 'pipeliner', 'drafts', 'k3f9.json'), JSON.stringify(DRAFT), { mode: 0o600 });
      const ref = name.endsWith(' get') && name !== 'config get' ? [await firstId(name.split(' ')[0]!)] : [];
      const { code, stdout, stderr } = await here(...words, ...ref, '--json');
      expect({ code, stderr }).toMatchObject({ code: 0 });
      const { output, outputs } = (await commands.get(name)!.schemas?.()) ?? {};
      const value = JSON.parse(stdout);
      const read = (flag ? outputs![flag] : output)!.parse(value);
      // Records of the API have more fields; what is made here is described whole.
      if (!/ (get|list)$|oppty/.test(name) || /^(config|drafts|auth)/.test(name)) expect(read).toEqual(value);
    },
  );

  it('is an error as its schema says', async () => {
    const { stderr } = await here('--sandbox', 'oppty', 'create', '--owner', 'nobody', '--json', '--ranking', '0');
    const line = JSON.parse(stderr.trimEnd().split('\n').at(-1)!);
    expect(errorLine.parse(line)).toEqual(line);
    expect(line.error.details.length).toBeGreaterThan(1);
  });
});

const PROFILE = { name: 'work', origin: 'https://a.example.com', space: 'one', username: 'us-1', password: 'file' };
const DRAFT = {
  ...{ id: 'k3f9', space: 'sandbox', started: '2026-05-04T10:00:00Z', saved: '2026-05-04T10:10:00Z', state: 'open' },
  ...{ holder: 'x', draft: { name: 'Kept', owner: { words: 'john.doe@example.com' }, fields: { ranking: 5 } } },
};

describe('a zod object as JSON Schema', () => {
  it('takes what the object takes', () => {
    const number = z.nullish(z.union([z.number(), z.string().check(z.regex(/^-?\d/)), z.instanceof(LosslessNumber)]));
    expect(schemaOf(z.object({ n: number, t: z.nullish(z.string()) }))).toEqual({
      type: 'object',
      properties: {
        n: { anyOf: [{ type: 'string', pattern: '^-?\\d' }, { type: ['number', 'null'] }] },
        t: { type: ['string', 'null'] },
      },
    });
    expect(schemaOf(recordSchema('Accounts'))).toMatchObject({ properties: { name: { type: ['string', 'null'] } } });
  });
});
