import { createOf } from '../../changes/create.ts';
import type { Context } from '../../context.ts';
import { CliError } from '../../errors.ts';
import type { CreateRecord } from '../../oppty/wizard/new-record.ts';
import { KINDS } from '../../records/kinds.ts';
import { toFound } from '../../records/match.ts';
import { writeOne } from '../writes/write-one.ts';

/** Creates accounts and contacts for the wizard. */
export interface RecordCreator {
  create: CreateRecord;
  /** What was created, in words: `the account 'Crane Works'`. */
  readonly created: readonly string[];
}

/** A creator whose records stay, whatever becomes of the opportunity. */
export function openRecordCreator(context: Context): RecordCreator {
  const created: string[] = [];
  return {
    created,
    create: async (entity, body) => {
      const kind = entity === 'Accounts' ? KINDS.account : KINDS.contact;
      const name = kind.nameOf(body);
      const changes = [createOf(entity, body)] as const;
      const write = { ref: name, entity, id: '', name, changes, lines: [], readAt: 0 };
      const { outcome, error, record: stored } = await writeOne(write, context);
      if (error) throw outcome === 'unknown' ? unknownError(error, kind.label, name) : error;
      created.push(`the ${kind.label} '${name}'`);
      const record = toFound(kind, stored!);
      (await context.namesCache()).addNames(entity, [record]);
      return record;
    },
  };
}

const unknownError = (error: CliError, label: string, name: string): CliError =>
  new CliError(error.code, `The ${label} '${name}' may or may not have been created: ${error.message}`, {
    ...error,
    hint: 'Look for it before you go on:',
    command: [`${label}s`, '--search', name],
    cause: error.cause,
  });
