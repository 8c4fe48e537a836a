import { Command } from 'commander';
import { createCommand } from '../../src/commands/oppty/create.ts';
import type { ParsedDraft } from '../../src/oppty/draft/draft.ts';
import { type DraftFlags, parseFlags } from '../../src/oppty/input/flags.ts';

/** What `oppty create` itself would read from these words. */
export function readBack(words: readonly string[], today = '2026-01-20'): ParsedDraft {
  let flags: DraftFlags | undefined;
  const create = createCommand(() => async () => {}).action(given => {
    flags = given;
  });
  const oppty = new Command('oppty').addCommand(create);
  new Command('pipeliner').option('--sandbox').addCommand(oppty).exitOverride().parse(words.slice(1), { from: 'user' });
  return parseFlags(flags!, today);
}
