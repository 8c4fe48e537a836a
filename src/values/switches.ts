type Env = Readonly<Record<string, string | undefined>>;

/** A variable that switches something on: unless empty, `0` or `false`. */
export const isOn = (value: string | undefined): boolean =>
  !['', '0', 'false'].includes(value?.trim().toLowerCase() ?? '');

/** Whether the screen takes plain lines alone: a screen reader reads it, or it can do no more. */
export const wantsPlain = (env: Env): boolean =>
  env.TERM === 'dumb' || isOn(env.PIPELINER_ACCESSIBLE || env.ACCESSIBLE);
