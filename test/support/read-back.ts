import { Command } from 'commander';
import { createCommand } from '../../src/commands/oppty/create.ts';
import type { Reading } from '../../src/oppty/draft.ts';
import { type DraftFlags, fromFlags } from '../../src/oppty/from-flags.ts';

/** What `oppty create` itself would read from these words. */
export function readBack(words: readonly string[], today = '2026-01-20'): Reading {
  let flags: DraftFlags | undefined;
  const create = createCommand(() => async () => {}).action(given => {
    flags = given;
  });
  const oppty = new Command('oppty').addCommand(create);
  new Command('pipeliner').option('--sandbox').addCommand(oppty).exitOverride().parse(words.slice(1), { from: 'user' });
  return fromFlags(flags!, today);
}
