import type { Code } from '../../errors.ts';

/** What a script can tell from each exit code, and the error codes that end with it. */
export const EXITS: readonly { exit: number; meaning: string; codes: readonly Code[] }[] = [
  { exit: 0, meaning: 'done; an empty list and a reader who left early are fine', codes: [] },
  { exit: 1, meaning: 'a bug of this tool', codes: ['BUG'] },
  { exit: 2, meaning: 'an unknown flag, a bad value, something missing', codes: ['USAGE', 'MISSING_INPUT'] },
  {
    exit: 3,
    meaning: 'no profile, bad settings, an address no password is sent to',
    codes: ['NO_PROFILE', 'BAD_SETTINGS', 'REFUSED_URL'],
  },
  { exit: 4, meaning: 'the sign-in is refused or does not allow this', codes: ['SIGN_IN_REFUSED', 'FORBIDDEN'] },
  { exit: 5, meaning: 'no such record, name or space', codes: ['NOT_FOUND'] },
  { exit: 6, meaning: 'a name means several records', codes: ['AMBIGUOUS'] },
  { exit: 7, meaning: 'the server refused the data, field by field', codes: ['REJECTED'] },
  {
    exit: 8,
    meaning: 'nothing was changed; safe to run again',
    codes: ['UNREACHABLE', 'SERVER_FAILED', 'THROTTLED'],
  },
  { exit: 9, meaning: 'a write was sent and no answer came: look before running again', codes: ['OUTCOME_UNKNOWN'] },
  { exit: 11, meaning: 'an answer or file not written; a file others could change', codes: ['LOCAL_DISK'] },
  { exit: 12, meaning: "the server's answer to a reading command makes no sense", codes: ['BAD_REPLY'] },
  { exit: 130, meaning: 'interrupted; 143 by SIGTERM', codes: ['INTERRUPTED'] },
];

/** The same as lines of a table. */
export const exitLines = (): string =>
  EXITS.map(({ exit, meaning, codes }) =>
    `${String(exit).padStart(3)}  ${meaning.padEnd(62)} ${codes.join(', ')}`.trimEnd(),
  ).join('\n');
