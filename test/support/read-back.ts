import { PROGRAM } from '../../src/cli.ts';
import { parseCommandLine } from '../../src/commands/command-line.ts';
import { readDraftFlags } from '../../src/commands/oppty/draft-flags.ts';
import type { ParsedDraft } from '../../src/oppty/draft/draft.ts';
import { parseFlags } from '../../src/oppty/input/flags.ts';

/** The draft that `oppty create` itself reads from these flags. */
export async function readBack(words: readonly string[], today = '2026-01-20'): Promise<ParsedDraft> {
  const line = await parseCommandLine(PROGRAM, ['oppty', 'create', ...words], 80);
  if (line.kind === 'text') throw new Error(line.text);
  const { draft, problems } = parseFlags(readDraftFlags(line.flags as Parameters<typeof readDraftFlags>[0]), today);
  return { draft, problems };
}
