import type * as z from 'zod/mini';

/** The value as it came, or zod's error. */
type Checked<T> = { success: true; data: T } | { success: false; error: z.core.$ZodError };

/** A zod schema that is loaded when it first checks a value, since loading zod takes milliseconds. */
export interface LazySchema<T> {
  /** Checks a value without copying it: unknown fields stay. */
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
      // For one value, compiling takes longer than checking. After that, the validator is many times faster.
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

/** zod's compiled validator, which returns only true or false. A schema that cannot be compiled is left to zod itself. */
async function compileValidator(schema: z.ZodMiniType): Promise<(value: unknown) => boolean> {
  const { compileFn } = await import('./zod-compile.ts');
  try {
    const validate = compileFn(schema, { assertOnly: true });
    return value => validate(value) === true;
  } catch {
    return () => false;
  }
}
