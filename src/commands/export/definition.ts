import type { Command } from '../act.ts';
import type { ExportFlags } from './flags.ts';

/** `pipeliner export run`, and `export` alone. */
export const run: Command<ExportFlags> = {
  name: 'run',
  summary: 'write whole collections to files: all of them, or what was changed since the last time',
  arguments: [
    {
      argument: '[collections...]',
      means: 'opportunities, accounts, Notes ...; default: all that people work with',
      suggest: { words: [] },
    },
  ],
  flags: [
    { flag: '--to <folder>', summary: 'where the files go', suggest: { files: true } },
    {
      flag: '--state <file>',
      summary: 'keep here how far it has come, and export only what is new',
      suggest: { files: true },
    },
    {
      flag: '--since <time>',
      summary: 'leave out what was not changed since this day or time; with --state the first time',
    },
    { flag: '--as <form>', summary: 'default: jsonl', takes: { kind: 'choice', words: ['jsonl', 'csv', 'singer'] } },
  ],
  explanation: `\
A file for each collection, and manifest.json, which is written last: with it the files are whole. Times are RFC 3339 in
UTC, amounts are strings of exact digits, relations are ids, deleted records are marked by is_deleted. With --state each run
has files and a manifest of its own; a run that was stopped is done again, and nothing is lost or exported twice. --as singer
prints messages for a warehouse, as export tap does, and only reads --state.`,
  examples: [
    'export run --to backup',
    'export opportunities accounts --to nightly --state nightly.json',
    'export accounts --to sheets --as csv',
    'export opportunities --as singer',
  ],
  writes: 'files',
  asks: ['--to'],
  schemas: async () => (await import('./schemas.ts')).exportSchemas,
  run: async (context, { args, flags }) => {
    const { runExport } = await import('./run-export.ts');
    return runExport(context, args, flags);
  },
};
