/** The modules with the forms that short commands check by, and zod's compiler: forms.js bundles and loads it. */
import '../src/settings/profiles.ts';
import '../src/settings/reference.ts';
import '../src/wire/envelope.ts';
import '../src/wire/records.ts';

export { compileFn } from 'zod/v4/core';
export { FORMS } from '../src/wire/form.ts';
