import { OPERATORS } from '../../wire/query.ts';
import { exitLines } from './exit-codes.ts';

/** A page of help that is not of a command. */
export interface Topic {
  name: string;
  summary: string;
  text: string;
}

/** The pages of `pipeliner help <topic>`. */
export const TOPICS: Readonly<Record<string, { summary: string; text: string | (() => Promise<string>) }>> = {
  environment: {
    summary: 'variables that decide where to, as whom and how',
    text: `
PIPELINER_URL           service URL, as https://eu-central.api.pipelinersales.com
PIPELINER_SPACE         Space ID
PIPELINER_USERNAME      user name of the application's API access
PIPELINER_PASSWORD      its password
                        All four go together, and win over a stored sign-in unless --profile names it.
                        There is no flag for the password: others could read it.
PIPELINER_PROFILE       the stored sign-in to use, as --profile does
PIPELINER_NO_KEYRING=1  keep passwords in a file of their own, not in the system's keyring
PIPELINER_SANDBOX=1     use the built-in space, as --sandbox does
PIPELINER_SANDBOX_FAULT rules by which it fails then, one a line; see pipeliner help faults
PIPELINER_CLIENT_KEY_FIELD  the field that oppty create --client-key keeps the key in, as cf_contract_no;
                        wins over client-key-field of pipeliner config
PIPELINER_NO_INPUT=1    never ask, as --no-input does; so does CI, unless empty, 0 or false
HTTPS_PROXY, HTTP_PROXY the proxy to go through, and in NO_PROXY the hosts to reach without it; small letters do, too
NODE_EXTRA_CA_CERTS     file with a private certificate authority
NO_COLOR, FORCE_COLOR   without and with colour; --no-color and --color win
TERM, LC_ALL, LANG      a dumb terminal, or a locale that is not UTF-8, gets plain borders
PIPELINER_ACCESSIBLE=1  ask in plain lines, for screen readers: numbered choices, nothing drawn over, no colour;
                        so do ACCESSIBLE=1 and TERM=dumb
VISUAL, EDITOR          the editor for long text, such as a description
COLUMNS                 the width of a terminal that reports none
TZ                      the zone that tables show times in
XDG_CONFIG_HOME         where stored sign-ins, and what pipeliner config sets, are kept
XDG_STATE_HOME          where the sandbox, drafts and the choices made lately are kept
XDG_CACHE_HOME          where the compiled program is kept; NODE_DISABLE_COMPILE_CACHE=1 keeps none. Also the names that
                        were read, for completion, and short lists for the wizard; it can be emptied at any time`,
  },
  'exit-codes': {
    summary: 'what a script can tell from the exit code',
    text: `
${exitLines()}

With --json or --format jsonl the last line of stderr is one object with these codes; keys that do not apply are absent:
  {"error":{"code","message","exit","field","flag","hint","status","retry_safe","details"}}`,
  },
  faults: {
    summary: 'ways for the sandbox to fail, to rehearse what then happens',
    text: async () => (await import('../../sandbox/faults/faults.ts')).faultsHelp(),
  },
  filters: {
    summary: 'conditions for lists',
    text: `
  --filter country=Germany            equal
  --filter name:starts=Zie            with an operator
  --filter owner_id:not-null          without a value
  --filter created:between=2026-01-01,2026-03-31

Several filters hold together; there is no "or". The API takes one condition for each field.
Operators: ${OPERATORS.slice(0, 10).join(' ')}
           ${OPERATORS.slice(10).join(' ')}
Those with a leading i take capitals and small letters for the same.
How between, null and empty go over the wire is not documented. For between the server is asked for what is at least
the lower end, and the rest is done here; for null and empty what comes back is checked.
A day as the upper end holds the whole day. Ranges end with an error where a record comes without the field.
--search <text> is short for :icontains on the name: of contacts the last name, of currencies the code, of fields the
API's name. Among clients, accounts and contacts a text with an @ is looked for in the e-mail instead.
Fields are named as in the API; bare --fields prints the names.`,
  },
  formats: {
    summary: 'how answers are printed',
    text: `
table   for people; the default on a terminal. Too narrow a screen gets a vertical list for each record
json    one array or object, whole or nothing; --json is short for it
jsonl   one record a line, as they arrive
csv     with a header line, as they arrive. Cells that a spreadsheet would run get a ' in front, unless --csv-raw
tsv     tabs, no header, as they arrive; the default through a pipe. Tabs and line breaks in it are \\t and \\n
ids     one id a line, for xargs

Of table, csv and tsv, --fields chooses the columns. pipeliner api prints JSON; with --paginate it takes a format, too.
json and jsonl have the API's own names, nesting and values. Tables show times in your zone, csv and tsv in UTC.
--jq <expression> runs a jq 1.8 that is built in over what --json would print, and prints its results: strings as they
are, anything else as one line of JSON, as jq -rc and gh --jq do. Either all of them or nothing, and numbers keep their
digits. An expression that jq does not take, or that fails on the answer, ends with exit 2. Its memory is 256 MB, which
is enough for about 40 MB of JSON; for more give --format jsonl to a jq of your own.
  pipeliner accounts --jq '.[] | select(.country == "Germany") | [.name, .city] | @tsv'
In cmd.exe write it as --jq ".[] | .name", with \\" for the quotes inside.

A person is shown the first 30 records; every other format, and a pipe, gets all of them. --limit and --all change it.
stdout has the answer and nothing else; everything said beside it goes to stderr.`,
  },
  'money-and-dates': {
    summary: 'amounts and days as you can write them',
    text: `
Amounts: 12500  12500.5  12,500.00  12.500,00  12 500,50  12'500
  1.234 and 1,234 are refused, since they could be read in two ways: write 1234 or 1.2340.
  Every digit reaches the server as you wrote it. Without --currency the base currency is meant.

Days: 2026-12-31  today  tomorrow  friday (the next one)  +30d  +6w  +3m  +1y  eom  eoq  eoy
  eom, eoq and eoy are the last days of the month, quarter and year. Days have no time zone.

Times (--created, --won-date, --lost-date): 2026-01-31T14:30:00+01:00, or a day, which is its midnight in UTC.`,
  },
};

/** The topic of this name; undefined if there is none. */
export async function readTopic(name: string): Promise<Topic | undefined> {
  const topic = Object.hasOwn(TOPICS, name) ? TOPICS[name] : undefined;
  if (!topic) return undefined;
  const text = typeof topic.text === 'string' ? topic.text : await topic.text();
  return { name, summary: topic.summary, text: text.replace(/^\n+|\s+$/g, '') };
}

/** All topics, in the order help shows them. */
export async function readTopics(): Promise<Topic[]> {
  const topics = await Promise.all(Object.keys(TOPICS).map(readTopic));
  return topics.filter(topic => topic !== undefined);
}
