/**
 * Makes code of the forms that answers and files are checked by, with zod's own compiler. A command then needs zod only
 * for what has not its form: loading it, and making its objects, takes longer than all the rest of a short command.
 */
import { join } from 'node:path';
import { build } from 'esbuild';

/** What stands in the place of src/wire/form-code.ts: a function for each form. */
export async function codeOfForms() {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'every-form.js')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    banner: { js: "import{createRequire}from'node:module';const require=createRequire('/');" },
  });
  const { FORMS, compileFn } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
  );
  const functions = [];
  for (const { name, schema } of FORMS)
    functions.push(`${JSON.stringify(name)}: ${codeOf(name, compileFn, await schema())}`);
  return `const INVALID = Symbol('invalid');\nexport const CODE = {\n${functions.join(',\n')}\n};\n`;
}

/** The compiler makes a function of text; here the text itself is wanted, with the values that it refers to. */
function codeOf(form, compileFn, schema) {
  const real = globalThis.Function;
  let code;
  // biome-ignore lint/complexity/useArrowFunction: it is called with new.
  globalThis.Function = function (...words) {
    const body = words.pop();
    return (...values) => {
      const given = values.map((value, at) => (words[at] === 'INVALID' ? 'INVALID' : literal(form, value)));
      code = `((${words.join(', ')}) => {\n${body}\n})(${given.join(', ')})`;
      return () => {};
    };
  };
  try {
    compileFn(schema, { assertOnly: true });
  } finally {
    globalThis.Function = real;
  }
  return code;
}

function literal(form, value) {
  if (value instanceof RegExp) return String(value);
  if (value instanceof Set && [...value].every(one => typeof one === 'string')) {
    return `new Set(${JSON.stringify([...value])})`;
  }
  throw new Error(`The form '${form}' cannot be made code of: it refers to ${value}`);
}
