import type { Context } from '../context.ts';

/** Whether the answer is a table for a person, with names in place of ids. */
export const isForPerson = ({ format, host }: Pick<Context, 'format' | 'host'>): boolean =>
  format === undefined ? host.stdout.isTTY : format === 'table';
