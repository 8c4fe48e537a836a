import type * as z from 'zod/mini';

/** The value as it came, or what zod has against it. */
type Checked<T> = { success: true; data: T } | { success: false; error: z.core.$ZodError };

/** A zod schema that is loaded when the first value is checked by it, since zod costs a command its milliseconds. */
export interface LazySchema<T> {
  /** Checks a value without copying it: it comes back as it is, unknown fields and all. */
  check(value: unknown): Promise<Checked<T>>;
}

/** A lazy schema. `load` is called once. */
export function lazySchema<T>(load: () => Promise<z.ZodMiniType<T>>): LazySchema<T> {
  let loading: Promise<z.ZodMiniType<T>> | undefined;
  let compiling: Promise<(value: unknown) => boolean> | undefined;
  return {
    async check(value) {
      const first = loading === undefined;
      loading ??= load();
      const schema = await loading;
      // One value is checked sooner than a validator is compiled, which is many times faster for the pages that follow.
      if (!first) {
        compiling ??= compileValidator(schema);
        const isValid = await compiling;
        if (isValid(value)) return { success: true, data: value as T };
      }
      const { success, error } = schema.safeParse(value);
      return success ? { success, data: value as T } : { success, error };
    },
  };
}

/** zod's own compiler, which makes a function that only answers yes or no. What it cannot compile is left to zod. */
async function compileValidator(schema: z.ZodMiniType): Promise<(value: unknown) => boolean> {
  const { compileFn } = await import('./zod-compile.ts');
  try {
    const validate = compileFn(schema, { assertOnly: true });
    return value => validate(value) === true;
  } catch {
    return () => false;
  }
}
