import type { FlagDefinition } from '../flags.ts';

/** The flags of every command that writes to existing records. */
export interface WriteFlags {
  dryRun?: boolean;
  plan?: string;
  yes?: boolean;
  maxChanges?: number;
  ignoreChanges?: boolean;
}

/** Of every command that writes to a space. */
export const PLAN_FLAG: FlagDefinition = {
  flag: '--plan <file>',
  summary: 'write what would be sent to a new file, for pipeliner apply',
  suggest: { files: true },
  conflicts: ['--dry-run'],
};

export const WRITE_FLAGS: readonly FlagDefinition[] = [
  { flag: '--dry-run', summary: 'show what would change, but send nothing' },
  PLAN_FLAG,
  { flag: '--yes', summary: 'skip the question' },
  {
    flag: '--max-changes <n>',
    summary: 'refuse to change more records than this; default 100',
    takes: { kind: 'integer', min: 0 },
  },
  { flag: '--ignore-changes', summary: 'write even if somebody else has changed the record meanwhile' },
];

/** More records than these are refused, unless --max-changes says otherwise. */
export const MAX_CHANGES = 100;
