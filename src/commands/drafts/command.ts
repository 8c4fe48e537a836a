import type { Command } from 'commander';
import type { Act } from '../../cli.ts';
import { suggestValues } from '../suggestions.ts';

/** Puts `list | show | rm` below `drafts`: opportunities that were begun. */
export function fillDrafts(drafts: Command, act: Act): void {
  drafts.addHelpText('after', PAGE + examples('', 'show k3f9'));
  drafts
    .command('list', { isDefault: true })
    .description('list them, the newest first')
    .addHelpText('after', examples('list', 'list --json'))
    .action(
      act(async context => {
        const { list } = await import('./drafts.ts');
        return list(context);
      }),
    );
  const show = drafts
    .command('show <id>')
    .description('show the answers of one, and the command line it stands for')
    .addHelpText('after', examples('show k3f9'))
    .action(
      act(async (context, id: string) => {
        const { show } = await import('./drafts.ts');
        return show(context, id);
      }),
    );
  const rm = drafts
    .command('rm [ids...]')
    .description('remove some, or all')
    .option('--all', 'all of them')
    .option('--yes', 'without a question')
    .addHelpText('after', examples('rm k3f9', 'rm k3f9 --yes', 'rm --all --yes'))
    .action(
      act(async (context, ids: string[], flags: { all?: boolean; yes?: boolean }) => {
        const { remove } = await import('./drafts.ts');
        return remove(context, ids, flags);
      }),
    );
  for (const command of [show, rm]) suggestValues(command, { operands: [{ kept: 'drafts' }] });
}

const PAGE = `
The wizard saves each answer. pipeliner oppty create --resume carries on with the last draft of a space, --resume <id>
with another. A draft goes when its record is there, or after thirty days, and the newest 50 are kept; one of which
nobody knows whether it was created stays.
`;

const examples = (...lines: string[]) =>
  `\nExamples:\n${lines.map(line => `  pipeliner drafts ${line}`.trimEnd()).join('\n')}`;
