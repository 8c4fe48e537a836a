import type { Command } from 'commander';
import type { Act } from '../../cli.ts';
import { SETTING_KEYS } from '../../settings/keys.ts';
import { type Suggestion, suggestValues } from '../suggestions.ts';

/** Puts `list | get | set | unset` below `config`: what is set once for many commands. */
export function fillConfig(config: Command, act: Act): void {
  config.addHelpText('after', () => `${page()}${examples('set default-owner john.doe@example.com', 'list')}`);
  const ALL = ['--global', 'for all spaces, below what is set for one'] as const;
  config
    .command('list')
    .description('list what is set')
    .option('--show-origin', 'and where')
    .addHelpText('after', examples('list', 'list --show-origin'))
    .action(
      act(async (context, flags: { showOrigin?: boolean }) => {
        const { list } = await import('./settings.ts');
        return list(context, flags);
      }),
    );
  const get = config
    .command('get <key>')
    .description('print one value')
    .addHelpText('after', examples('get default-owner'))
    .action(
      act(async (context, key: string) => {
        const { get } = await import('./settings.ts');
        return get(context, key);
      }),
    );
  const set = config
    .command('set <key> <value>')
    .description('set a value for the profile in use, or for all spaces if there is none')
    .option(...ALL)
    .addHelpText('after', () => `${page()}${examples(...SET)}`)
    .action(
      act(async (context, key: string, value: string, flags: { global?: boolean }) => {
        const { set } = await import('./settings.ts');
        return set(context, key, value, flags);
      }),
    );
  const unset = config
    .command('unset <key>')
    .description('take a value away')
    .option(...ALL)
    .addHelpText('after', examples('unset default-owner', 'unset default-currency --global'))
    .action(
      act(async (context, key: string, flags: { global?: boolean }) => {
        const { unset } = await import('./settings.ts');
        return unset(context, key, flags);
      }),
    );
  const keys: Suggestion = { words: SETTING_KEYS.map(({ name }) => name), only: true };
  for (const command of [get, unset]) suggestValues(command, { operands: [keys] });
  const by = SETTING_KEYS.flatMap(({ name, records }): [string, Suggestion][] =>
    records ? [[name, { records }]] : [],
  );
  suggestValues(set, { operands: [keys, { by: Object.fromEntries(by) }] });
}

const SET = ['set default-owner john.doe@example.com', 'set default-currency EUR --global'];

const examples = (...lines: string[]) => `\nExamples:\n${lines.map(line => `  pipeliner config ${line}`).join('\n')}`;

const page = () => `
Keys:
${SETTING_KEYS.map(({ name, help, takes }) => `  ${name.padEnd(18)}${help}: ${takes}`).join('\n')}

A flag and --from win over what is set, a profile's value over the one for all spaces. The sandbox has values of its
own, by pipeliner --sandbox config, and takes no others. The wizard offers each value, and Enter takes it.
`;
