import { describe, expect, it } from 'vitest';
import { PROGRAM } from '../../src/cli.ts';
import { isLoadedGroup, loadProgram } from '../../src/commands/define.ts';
import { flagSyntax } from '../../src/commands/flags.ts';
import { allCommands } from '../../src/schema/index.ts';

const program = await loadProgram(PROGRAM);
const groups = program.commands.filter(isLoadedGroup);
const commands = allCommands(program).map(({ names, command }) => [names.join(' '), command] as const);
const globalFlags = program.flags.map(flag => flagSyntax(flag).long);

describe('the names of commands', () => {
  const namesOf = (all: readonly { name: string; aliases?: readonly string[] }[]) =>
    all.flatMap(({ name, aliases = [] }) => [name, ...aliases]);

  it.each([['pipeliner', program] as const, ...groups.map(group => [group.name, group] as const)])(
    'are unique below %s',
    (_, { commands: all }) => {
      expect(all.length).toBeGreaterThan(0);
      expect(new Set(namesOf(all)).size).toBe(namesOf(all).length);
      for (const name of namesOf(all)) expect(name).toMatch(/^[a-z]+$/);
    },
  );
});

describe('a group', () => {
  it.each(groups.map(group => [group.name, group] as const))('%s has a help of its own or a default', (_, group) => {
    expect(group.summary).toMatch(/\w/);
    const byDefault = group.commands.find(({ name }) => name === group.default);
    expect(byDefault !== undefined || group.default === undefined).toBe(true);
    expect(byDefault ?? group.examples?.length).toBeTruthy();
  });
});

/** The commands that print nothing on stdout, or what other commands print. */
const SILENT = [
  ...[
    'alias rm',
    'drafts rm',
    'history prune',
    'auth use',
    'auth logout',
    'config set',
    'config unset',
    'sandbox tour',
    'sandbox reset',
    // It speaks a protocol.
    'mcp',
  ],
];

describe('a command', () => {
  it('is there in good number', () => expect(commands.length).toBeGreaterThan(35));

  it.each(commands)('%s says what it is for, and shows how', (name, command) => {
    expect(command.summary).toMatch(/^\S.*[^\s.]$/);
    expect(command.examples.length).toBeGreaterThan(0);
    const group = name.split(' ')[0]!;
    for (const example of command.examples) expect(example).toMatch(new RegExp(`^(--sandbox )?${group}\\b`));
  });

  it.each(commands)('%s has a schema of what it prints, if it prints', async (name, command) => {
    const { output } = (await command.schemas?.()) ?? {};
    expect(output === undefined).toBe(SILENT.includes(name));
  });

  it.each(commands)('%s has flags that help can show, with texts', (_, { flags = [], arguments: args = [] }) => {
    const names = flags.map(flag => flagSyntax(flag).long);
    expect(new Set([...names, ...globalFlags]).size).toBe(names.length + globalFlags.length);
    for (const { summary } of flags) expect(summary).toMatch(/\w/);
    for (const { argument } of args) expect(argument).toMatch(/^(<[a-z]+(\.\.\.)?>|\[[a-z]+(\.\.\.)?\])$/);
  });

  it.each(commands)('%s names no flag that it does not have', async (_, command) => {
    const { flags = [], asks = [] } = command;
    const names = flags.map(flag => flagSyntax(flag).long);
    const schemas = (await command.schemas?.()) ?? {};
    const named = [
      ...flags.flatMap(({ conflicts = [] }) => conflicts),
      ...flags.flatMap(({ suggest }) => (suggest && 'within' in suggest && suggest.within ? [suggest.within] : [])),
      ...asks,
      ...Object.keys({ ...schemas.inputs, ...schemas.outputs }),
    ];
    expect(named.filter(name => !names.includes(name))).toEqual([]);
  });

  it.each(commands)('%s takes a value where its type is that of one', (_, { flags = [] }) => {
    for (const flag of flags) if (flag.takes || flag.suggest) expect(flagSyntax(flag).value).toBeDefined();
  });
});
