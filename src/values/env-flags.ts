type Env = Readonly<Record<string, string | undefined>>;

/** Whether a variable switches something on: any value but an empty one, `0` and `false`. */
export const isEnabled = (value: string | undefined): boolean =>
  !['', '0', 'false'].includes(value?.trim().toLowerCase() ?? '');

/** Whether the terminal takes plain lines only: for a screen reader, or because it can do no more. */
export const wantsPlainLines = (env: Env): boolean =>
  env.TERM === 'dumb' || isEnabled(env.PIPELINER_ACCESSIBLE || env.ACCESSIBLE);
