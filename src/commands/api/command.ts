import { ENTITIES } from '../../wire/entities.ts';
import type { Command } from '../act.ts';
import type { FlagValue } from '../flags.ts';
import { type ApiFlags, METHODS } from './api-flags.ts';

type Flags = Omit<ApiFlags, 'fields'> & { rawField?: FlagValue[]; field?: FlagValue[] };

/** `pipeliner api <path>`: any call inside the space, with the same sign-in, deadlines, retries and errors. */
export const api: Command<Flags> = {
  name: 'api',
  summary: 'call any other path of the API',
  arguments: [
    {
      argument: '<path>',
      summary: 'the part after the space, as Accounts/<id> or Data?first=5',
      suggest: { words: ENTITIES },
    },
  ],
  flags: [
    {
      flag: '-X, --method <name>',
      summary: `${METHODS.join(', ')}; default: GET, or POST with a body`,
      takes: { kind: 'choice', words: METHODS, anyCase: true },
      suggest: { words: METHODS, only: true },
    },
    {
      flag: '-f, --raw-field <key=text>',
      summary: 'a field of the body (of the query for GET); key[inner]= and key[]= nest',
      takes: { kind: 'sequence' },
    },
    {
      flag: '-F, --field <key=value>',
      summary: 'the same, with true, false, null and numbers as such; @file and @- read a text',
      takes: { kind: 'sequence' },
    },
    { flag: '--input <file>', summary: 'the body as JSON; - reads stdin', suggest: { files: true } },
    {
      flag: '--paginate',
      summary: 'follow the pages of a list, and print all records as one array or as --format says',
    },
    {
      flag: '--include',
      summary: 'print the status and the headers of the answer on stderr',
      conflicts: ['--paginate'],
    },
    { flag: '--dry-run', summary: 'show the request, but send nothing' },
  ],
  examples: [
    "api 'Clients?first=1'",
    'api Opportunities --paginate --format jsonl',
    'api Opportunities/<id> -X PATCH -f closing_date=2026-12-31 -F ranking=5',
    "api Accounts -f name='New customer' -f owner_id=<id> -F 'tags[]=@tag.txt' --dry-run",
    "api 'Opportunities/batch-modify?rollback-method=0' --input deals.json",
  ],
  writes: 'as told',
  schemas: async () => (await import('./schemas.ts')).apiSchemas,
  run: async (context, { args: [path = ''], flags }) => {
    const { rawField, field, ...callFlags } = flags;
    const { callApi } = await import('./call.ts');
    const fields = (rawField ?? field ?? []).map(({ text, flag }) => ({ text, parsed: flag === '--field' }));
    return callApi(context, path, { ...callFlags, fields });
  },
};
