import type * as z from 'zod/mini';
import { CODE } from './form-code.ts';

/** The value, which is of the form, or what zod has against it. */
type Checked<T> = { success: true; data: T } | { success: false; error: z.core.$ZodError };

/** The form a value must have. It is only checked: a value is given back as it came, unknown fields and all. */
export interface Form<T> {
  readonly name: string;
  check(value: unknown): Promise<Checked<T>>;
  /** zod's own object, which tells what is wrong, and of which the build makes code. */
  schema(): Promise<z.ZodMiniType<T>>;
}

/** All forms there are in the modules that were loaded. */
export const FORMS: Form<unknown>[] = [];

/** A form by the name its code has. `schema` is called when there is no code, or when that refuses a value. */
export function form<T>(name: string, schema: Form<T>['schema']): Form<T> {
  const made: Form<T> = {
    name,
    check: async value => {
      if (CODE[name]?.(value) === true) return { success: true, data: value as T };
      const { success, error } = (await schema()).safeParse(value);
      return success ? { success, data: value as T } : { success, error };
    },
    schema,
  };
  FORMS.push(made);
  return made;
}
