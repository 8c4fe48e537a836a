/** Every expected failure, with the exit code that scripts can rely on. */
export const EXIT = {
  BUG: 1,
  USAGE: 2,
  MISSING_INPUT: 2,
  NO_PROFILE: 3,
  BAD_SETTINGS: 3,
  REFUSED_URL: 3,
  SIGN_IN_REFUSED: 4,
  FORBIDDEN: 4,
  NOT_FOUND: 5,
  AMBIGUOUS: 6,
  DUPLICATE_KEY: 6,
  KEY_CHANGED: 6,
  REJECTED: 7,
  KEY_REUSED: 7,
  CHANGED_MEANWHILE: 7,
  UNREACHABLE: 8,
  SERVER_FAILED: 8,
  THROTTLED: 8,
  OUTCOME_UNKNOWN: 9,
  PARTIAL: 10,
  LOCAL_DISK: 11,
  BAD_REPLY: 12,
  FINDINGS: 13,
  INTERRUPTED: 130,
} as const;

export type Code = keyof typeof EXIT;

/** One problem; a command may report several at once. */
export interface Problem {
  code: Code;
  message: string;
  /** The API's name of the field, e.g. `closing_date`. */
  field?: string | undefined;
  /** The flag that sets the field, e.g. `--closing-date`. */
  flag?: string | undefined;
  hint?: string | undefined;
  /** The words of the command that helps, which the hint introduces: without the program and the flags of the space. */
  command?: readonly string[] | undefined;
  /** The records that an ambiguous name could mean. */
  candidates?: readonly { id: string; name: string }[] | undefined;
}

export interface ErrorDetails extends Partial<Omit<Problem, 'code' | 'message'>> {
  /** Exit status; by default that of the code. 143 for SIGTERM. */
  exit?: number | undefined;
  /** The HTTP status that led here. */
  status?: number | undefined;
  /** True if the same command can be run again without doing something twice. */
  retrySafe?: boolean | undefined;
  /** How long the server asks to wait before the next request, in milliseconds. */
  retryAfter?: number | undefined;
  details?: readonly Problem[] | undefined;
  cause?: unknown;
}

/** Any expected failure of a command. Thrown where it is detected; only `main` prints it. */
export class CliError extends Error {
  readonly code: Code;
  readonly exit: number;
  readonly field: string | undefined;
  readonly flag: string | undefined;
  readonly hint: string | undefined;
  readonly command: readonly string[] | undefined;
  readonly status: number | undefined;
  readonly retrySafe: boolean | undefined;
  readonly retryAfter: number | undefined;
  readonly details: readonly Problem[] | undefined;

  constructor(code: Code, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'CliError';
    this.code = code;
    this.exit = details.exit ?? EXIT[code];
    this.field = details.field;
    this.flag = details.flag;
    this.hint = details.hint;
    this.command = details.command;
    this.status = details.status;
    this.retrySafe = details.retrySafe;
    this.retryAfter = details.retryAfter;
    this.details = details.details;
  }
}

/** The error for a flag or argument that cannot be used. */
export const usage = (message: string, details?: ErrorDetails) => new CliError('USAGE', message, details);

/** All the problems of one command as one error: the problem itself if there is only one. */
export function problemsError(problems: readonly Problem[]): CliError {
  const [first] = problems;
  if (!first) throw new Error('problemsError needs at least one problem');
  if (problems.length === 1) {
    return new CliError(first.code, first.message, { ...first, ...(first.candidates ? { details: problems } : {}) });
  }
  const worst = problems.reduce((a, b) => (EXIT[b.code] < EXIT[a.code] ? b : a));
  return new CliError(worst.code, `${problems.length} problems, nothing was sent`, { details: problems });
}

/** The user stopped the command: 130 for Ctrl-C, 143 for SIGTERM. */
export const interrupted = (message: string, exit: 130 | 143 = 130) => new CliError('INTERRUPTED', message, { exit });

/** The hint with the command that it introduces. */
export const hintWithCommand = (
  { hint, command }: Pick<Problem, 'hint' | 'command'>,
  formatCommand: (words: readonly string[]) => string,
): string | undefined => (command ? `${hint ? `${hint}\n  ` : ''}${formatCommand(command)}` : hint);

/** An error as the object that programs get. JSON.stringify leaves out what is undefined. */
export const errorObject = (error: CliError, formatCommand: (words: readonly string[]) => string) => ({
  code: error.code,
  message: error.message,
  exit: error.exit,
  field: error.field,
  flag: error.flag,
  hint: hintWithCommand(error, formatCommand),
  status: error.status,
  retry_safe: error.retrySafe,
  details: error.details?.map(problem => ({
    code: problem.code,
    message: problem.message,
    field: problem.field,
    flag: problem.flag,
    hint: hintWithCommand(problem, formatCommand),
    candidates: problem.candidates?.map(({ id, name }) => ({ id, name })),
  })),
});
