import { describe, expect, it } from 'vitest';
import { chooseStart } from '../../src/commands/first-start.ts';
import type { Context } from '../../src/context.ts';
import { CliError } from '../../src/errors.ts';
import { BACK, fakePerson, type Reply } from '../support/create-tools.ts';

interface World {
  replies?: Reply[];
  env?: Record<string, string>;
  flags?: Context['flags'];
  canPrompt?: boolean;
  sandbox?: boolean;
  profiles?: () => Promise<{ profiles: object[] }>;
}

/** Somebody's first start with these words. */
async function start(words: string[], world: World = {}) {
  const { replies = [/sandbox/], env = {}, flags = {}, canPrompt = true, sandbox = false } = world;
  const { person, questions, notes } = fakePerson(replies);
  const context = {
    ...{ canPrompt, flags, sandbox, host: { env }, prompter: person.prompter },
    profiles: async () => ({ list: world.profiles ?? (async () => ({ profiles: [] })) }),
  } as unknown as Parameters<typeof chooseStart>[1];
  return { lines: await chooseStart(words, context), questions, notes };
}

describe('who has no space yet', () => {
  it.each<[string, string[], RegExp, string[][]]>([
    ['the tour', [], /sandbox/, [['sandbox', 'tour']]],
    [
      'the same in the sandbox',
      ['oppty', 'create', '--name', 'A'],
      /sandbox/,
      [['--sandbox', 'oppty', 'create', '--name', 'A']],
    ],
    ['the sign-in', [], /Sign in/, [['auth', 'login']]],
    [
      'the sign-in, then the same',
      ['oppty', 'create'],
      /Sign in/,
      [
        ['auth', 'login'],
        ['oppty', 'create'],
      ],
    ],
    ['the help', [], /help/, [['--help']]],
    ['its help', ['oppty', 'create'], /help/, [['oppty', 'create', '--help']]],
  ])('may choose %s', async (_, words, choice, lines) => {
    expect((await start(words, { replies: [choice] })).lines).toEqual(lines);
  });

  it('is asked on after Esc', async () => {
    const { lines, notes } = await start([], { replies: [BACK, /help/] });
    expect([lines, notes]).toEqual([
      [['--help']],
      ['No space is set up yet.', 'This is the first question. Ctrl-C ends.'],
    ]);
  });
});

describe('nobody is asked how to start', () => {
  it.each<[string, World]>([
    ['without a terminal', { canPrompt: false }],
    ['in the sandbox', { sandbox: true }],
    ['with --profile', { flags: { profile: 'a' } }],
    ['with a profile', { profiles: async () => ({ profiles: [{}] }) }],
    ['with PIPELINER_PROFILE', { env: { PIPELINER_PROFILE: 'a' } }],
    ['with one of the four variables', { env: { PIPELINER_SPACE: 'a' } }],
    [
      'with settings that cannot be read',
      {
        profiles: async () => {
          throw new CliError('BAD_SETTINGS', 'damaged');
        },
      },
    ],
  ])('%s', async (_, world) => {
    const { lines, questions } = await start(['oppty', 'create'], world);
    expect([lines, questions]).toEqual([undefined, []]);
  });
});
