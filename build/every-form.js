/** The modules with the forms that short commands check by, and zod's compiler: forms.js bundles and loads it. */
import '../src/access/profiles.ts';
import '../src/storage/names-cache.ts';
import '../src/wire/envelope.ts';
import '../src/wire/records.ts';

export { compileFn } from 'zod/v4/core';
export { FORMS } from '../src/wire/form.ts';
