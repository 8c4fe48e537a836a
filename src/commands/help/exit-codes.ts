import type { Code } from '../../errors.ts';

/** What each exit code means, and the error codes that end with it. */
export const EXIT_CODES: readonly { exit: number; meaning: string; codes: readonly Code[] }[] = [
  { exit: 0, meaning: 'success, also for an empty list or a reader that stops early', codes: [] },
  { exit: 1, meaning: 'a bug of this tool', codes: ['BUG'] },
  { exit: 2, meaning: 'an unknown flag, a bad value, something missing', codes: ['USAGE', 'MISSING_INPUT'] },
  {
    exit: 3,
    meaning: 'no profile, bad settings, or an address that gets no password',
    codes: ['NO_PROFILE', 'BAD_SETTINGS', 'REFUSED_URL'],
  },
  { exit: 4, meaning: 'the sign-in is wrong, or does not allow this', codes: ['SIGN_IN_REFUSED', 'FORBIDDEN'] },
  { exit: 5, meaning: 'no such record, name or space', codes: ['NOT_FOUND'] },
  {
    exit: 6,
    meaning: 'a name or a client key does not tell which record',
    codes: ['AMBIGUOUS', 'DUPLICATE_KEY', 'KEY_CHANGED'],
  },
  {
    exit: 7,
    meaning: 'the data was refused, the client key is taken, or somebody else was first',
    codes: ['REJECTED', 'KEY_REUSED', 'CHANGED_MEANWHILE'],
  },
  {
    exit: 8,
    meaning: 'nothing was changed; it is safe to run it again',
    codes: ['UNREACHABLE', 'SERVER_FAILED', 'THROTTLED'],
  },
  { exit: 9, meaning: 'a write was sent, no answer came: check before you run it again', codes: ['OUTCOME_UNKNOWN'] },
  { exit: 10, meaning: 'of several records the server took some and refused others', codes: ['PARTIAL'] },
  { exit: 11, meaning: 'output or a file not written, or others can change a file', codes: ['LOCAL_DISK'] },
  { exit: 12, meaning: "the server's answer to a read makes no sense", codes: ['BAD_REPLY'] },
  { exit: 13, meaning: 'pipeliner check has found something', codes: ['FINDINGS'] },
  { exit: 130, meaning: 'interrupted; 143 by SIGTERM', codes: ['INTERRUPTED'] },
];

/** The same as lines of a table. */
export const formatExitCodes = (): string =>
  EXIT_CODES.map(({ exit, meaning, codes }) =>
    `${String(exit).padStart(3)}  ${meaning.padEnd(62)} ${codes.join(', ')}`.trimEnd(),
  ).join('\n');
