type Env = Readonly<Record<string, string | undefined>>;

/** A variable that switches something on: unless empty, `0` or `false`. */
export const isEnabled = (value: string | undefined): boolean =>
  !['', '0', 'false'].includes(value?.trim().toLowerCase() ?? '');

/** Whether the screen takes plain lines alone: a screen reader reads it, or it can do no more. */
export const wantsPlainLines = (env: Env): boolean =>
  env.TERM === 'dumb' || isEnabled(env.PIPELINER_ACCESSIBLE || env.ACCESSIBLE);
