import { Command, InvalidArgumentError, Option } from 'commander';
import type { Answer } from '../../answer.ts';
import type { Act } from '../../cli.ts';
import { ENTITIES } from '../../wire/entities.ts';
import { several, typed } from '../flags.ts';
import { suggestValues } from '../suggestions.ts';

const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'] as const;

/** The flags of `pipeliner api`, as commander names them. */
export interface ApiFlags {
  method?: (typeof METHODS)[number];
  /** Fields in the order they were given; `typed` ones came by -F. */
  fields?: { text: string; typed: boolean }[];
  input?: string;
  paginate?: boolean;
  include?: boolean;
  dryRun?: boolean;
}

/** `pipeliner api <path>`: any call inside the space, with the same sign-in, deadlines, retries and errors. */
export function apiCommand(act: Act): Command {
  const fields: NonNullable<ApiFlags['fields']> = [];
  const field = (typed: boolean) =>
    several((text: string) => {
      fields.push({ text, typed });
      return fields;
    });
  const command = new Command('api')
    .description('make any other call of the API')
    .argument('<path>', 'as Accounts/<id> or Data?first=5; what stands before it is known')
    .addOption(
      new Option('-X, --method <name>', `${METHODS.join(', ')}; default: GET, or POST with a body`).argParser(
        typed(method, { type: 'string', enum: METHODS }),
      ),
    )
    .option(
      '-f, --raw-field <key=text>',
      'a field of the body (with GET: of the query); key[inner]=, key[]= nest',
      field(false),
    )
    .option(
      '-F, --field <key=value>',
      'the same for true, false, null and numbers; @file and @- read a text',
      field(true),
    )
    .option('--input <file>', 'the body as JSON; - reads stdin')
    .option('--paginate', 'follow the pages of a list, and print all its records as one array or by --format')
    .addOption(new Option('--include', 'show the status and the headers of the answer on stderr').conflicts('paginate'))
    .option('--dry-run', 'show the request, and send nothing')
    .addHelpText('after', EXAMPLES)
    .action(
      act(async (context, path: string, flags: ApiFlags): Promise<Answer> => {
        const { callApi } = await import('./call.ts');
        return callApi(context, path, { ...flags, fields });
      }),
    );
  return suggestValues(command, {
    operands: [{ words: ENTITIES }],
    '--method': { words: METHODS, only: true },
    '--input': { files: true },
  });
}

function method(text: string): (typeof METHODS)[number] {
  const found = METHODS.find(name => name === text.toUpperCase());
  if (!found) throw new InvalidArgumentError(`It is one of ${METHODS.join(', ')}.`);
  return found;
}

const EXAMPLES = `
Examples:
  pipeliner api 'Clients?first=1'
  pipeliner api Opportunities --paginate --format jsonl
  pipeliner api Opportunities/<id> -X PATCH -f closing_date=2026-12-31 -F ranking=5
  pipeliner api Accounts -f name='New customer' -f owner_id=<id> -F 'tags[]=@tag.txt' --dry-run
  pipeliner api 'Opportunities/batch-modify?rollback-method=0' --input deals.json`;
