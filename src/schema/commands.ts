import * as z from 'zod/mini';
import { NOUNS } from '../commands/lists/nouns.ts';
import { EXIT } from '../errors.ts';
import { QUESTIONS } from '../oppty/draft/questions.ts';
import { draftAnswers } from '../oppty/draft/schema.ts';
import { createBody } from '../oppty/input/body.ts';
import { SETTING_KEYS } from '../settings/keys.ts';
import { recordSchema, recordsSchema } from '../wire/schemas.ts';

/** What a program can know of a command that its flags do not tell. */
export interface Facts {
  /**
   * What it changes: nothing, files of this machine, records of the space, or what its flags say. Every command that
   * reads a space remembers names in the cache folder; that is no change.
   */
  changes: 'nothing' | 'files' | 'space' | 'as told';
  /** The flags whose answers it needs: it asks a person for them, and a script gets an error that names them. */
  asks?: readonly string[];
  /** What it reads besides its flags, by the flag that names it. */
  inputs?: Readonly<Record<string, z.ZodMiniType>>;
  /** What --json prints; absent: nothing. */
  output?: z.ZodMiniType;
  /** What it prints instead with a flag. */
  outputs?: Readonly<Record<string, z.ZodMiniType>>;
}

const text = z.string();
const anything = z.unknown();
const texts = (...names: string[]) => z.object(Object.fromEntries(names.map(name => [name, text])));
const profile = z.object({
  ...texts('profile', 'url', 'space', 'username', 'password_in').shape,
  current: z.boolean(),
});
const setting = z.object({ key: z.enum(SETTING_KEYS.map(({ name }) => name)), value: text });
const origin = z.object({ ...setting.shape, origin: text });
const draft = z.object({
  ...{ id: text, name: z.nullable(text), state: z.enum(['open', 'sending', 'unknown']), started: text, saved: text },
  ...{ open: z.array(text), space: text, sent: z.optional(text), profile: z.optional(text) },
});
const names = z.object({ fields: z.array(text) });
const request = (body: z.ZodMiniType) => z.object({ method: text, path: text, body });
const check = z.object({
  ...{ check: text, state: z.enum(['ok', 'warning', 'failed', 'not needed', 'not checked']), found: text },
});

/** A command without an entry has no schema, and a test says so. */
export const COMMANDS: Readonly<Record<string, Facts>> = {
  'oppty create': {
    changes: 'space',
    asks: QUESTIONS.filter(({ required }) => required).map(({ flag }) => flag),
    inputs: { '--from': z.union([createBody, z.looseObject({ method: text, path: text, body: createBody })]) },
    output: recordSchema('Opportunities'),
    outputs: { '--dry-run': request(createBody) },
  },
  'drafts list': { changes: 'nothing', output: z.array(draft) },
  'drafts show': {
    changes: 'nothing',
    output: z.object({ ...draft.shape, draft: draftAnswers, command: text }),
  },
  'drafts rm': { changes: 'files' },
  ...Object.fromEntries(
    NOUNS.flatMap(({ name, kind: { entity } }): [string, Facts][] => [
      [`${name} list`, { changes: 'nothing', output: recordsSchema(entity), outputs: { '--fields': names } }],
      [`${name} get`, { changes: 'nothing', output: recordSchema(entity) }],
    ]),
  ),
  api: {
    changes: 'as told',
    inputs: { '--input': anything },
    output: anything,
    outputs: { '--dry-run': z.object({ method: text, path: text, body: z.optional(anything) }) },
  },
  'auth login': { changes: 'files', output: profile },
  'auth status': { changes: 'nothing', output: z.array(profile) },
  'auth use': { changes: 'files' },
  'auth logout': { changes: 'files' },
  'config list': { changes: 'nothing', output: z.array(setting), outputs: { '--show-origin': z.array(origin) } },
  'config get': { changes: 'nothing', output: origin },
  'config set': { changes: 'files' },
  'config unset': { changes: 'files' },
  doctor: { changes: 'nothing', output: z.array(check) },
  'sandbox tour': { changes: 'files' },
  'sandbox serve': {
    changes: 'files',
    output: texts('PIPELINER_URL', 'PIPELINER_SPACE', 'PIPELINER_USERNAME', 'PIPELINER_PASSWORD'),
  },
  'sandbox reset': { changes: 'files' },
  'sandbox path': { changes: 'nothing', output: texts('path') },
  completion: { changes: 'nothing', output: texts('shell', 'script') },
  schema: { changes: 'nothing', output: z.looseObject({}) },
  help: { changes: 'nothing', output: texts('topic', 'text') },
};

const problem = z.object({
  code: z.enum(Object.keys(EXIT)),
  message: text,
  field: z.optional(text),
  flag: z.optional(text),
  hint: z.optional(text),
  candidates: z.optional(z.array(z.object({ id: text, name: text }))),
});

/** The last line of stderr when a command fails and its answer would be JSON. */
export const errorLine = z.object({
  error: z.object({
    code: z.enum(Object.keys(EXIT)),
    message: text,
    exit: z.number(),
    field: z.optional(text),
    flag: z.optional(text),
    hint: z.optional(text),
    status: z.optional(z.number()),
    retry_safe: z.optional(z.boolean()),
    details: z.optional(z.array(problem)),
  }),
});
