/**
 * Code that checks values by their forms, by the name of the form: true for a value of that form. The build puts what it
 * makes of the forms in the place of this file; without it zod checks everything.
 */
export const CODE: Readonly<Record<string, (value: unknown) => unknown>> = {};
