import { ownValue } from '../../values/own-value.ts';
import { OPERATORS } from '../../wire/query.ts';
import { formatExitCodes } from './exit-codes.ts';

/** A page of help that is not of a command. */
export interface Topic {
  name: string;
  summary: string;
  text: string;
}

/** The pages of `pipeliner help <topic>`. */
export const TOPICS: Readonly<Record<string, { summary: string; text: string | (() => Promise<string>) }>> = {
  environment: {
    summary: 'variables that decide where to connect, as whom and how',
    text: `
PIPELINER_URL           service URL, as https://eu-central.api.pipelinersales.com
PIPELINER_SPACE         Space ID
PIPELINER_USERNAME      user name of the application's API access
PIPELINER_PASSWORD      its password
                        Set all four together. They win over a stored sign-in, unless you use --profile.
                        There is no flag for the password, because others could read it. It is sent as it is set:
                        one that ends with a carriage return, as from a Windows text file, is refused.
PIPELINER_PROFILE       the stored sign-in to use, as --profile
PIPELINER_NO_KEYRING=1  store passwords in a file instead of the system's keyring
PIPELINER_SANDBOX=1     use the built-in space, as --sandbox
PIPELINER_SANDBOX_FAULT rules that make it fail, one on each line; see pipeliner help faults
PIPELINER_CLIENT_KEY_FIELD  the field that stores the key of oppty create --client-key, as cf_contract_no;
                        it wins over client-key-field of pipeliner config
PIPELINER_NO_INPUT=1    never ask, as --no-input; CI does the same, unless it is empty, 0 or false
HTTPS_PROXY, HTTP_PROXY the proxy to use; NO_PROXY lists hosts to reach without it. Small letters work, too
NODE_EXTRA_CA_CERTS     file with a private certificate authority
NO_COLOR, FORCE_COLOR   without and with colour; --no-color and --color win
TERM, LC_ALL, LANG      a dumb terminal, or a locale that is not UTF-8, gets plain borders
PIPELINER_ACCESSIBLE=1  ask in plain lines for screen readers: numbered choices, no redrawing, no colour;
                        ACCESSIBLE=1 and TERM=dumb do the same
VISUAL, EDITOR          the editor for long text, such as a description
COLUMNS                 the width of a terminal that reports none
TZ                      the time zone of tables
XDG_CONFIG_HOME         where stored sign-ins and settings are
XDG_STATE_HOME          where the sandbox, drafts and your latest choices are
XDG_CACHE_HOME          where the compiled program, names for completion and short lists for the wizard are; you can
                        delete it at any time. CI=1 and NODE_DISABLE_COMPILE_CACHE=1 store no compiled program`,
  },
  'exit-codes': {
    summary: 'what each exit code means',
    text: `
${formatExitCodes()}

With --json or --format jsonl the last line of stderr is one object with these keys. Keys that do not apply are absent:
  {"error":{"code","message","exit","field","flag","hint","status","retry_safe","details"}}`,
  },
  faults: {
    summary: 'how to make the sandbox fail, to try out failures',
    text: async () => (await import('../../sandbox/faults/faults.ts')).faultsHelp(),
  },
  filters: {
    summary: 'conditions for lists',
    text: `
  --filter country=Germany            equal
  --filter name:starts=Zie            with an operator
  --filter owner_id:not-null          without a value
  --filter created:between=2026-01-01,2026-03-31

A record has to meet all filters; there is no "or". The API takes one condition for each field.
Operators: ${OPERATORS.slice(0, 10).join(' ')}
           ${OPERATORS.slice(10).join(' ')}
Operators with a leading i ignore case.
The API does not document how it reads between, null and empty. For between the tool asks the server for everything from
the lower end on, and applies the upper end itself. For null and empty it checks what comes back.
A day on a time, as created, is a day in your time zone, as tables show it; the upper end includes the whole day. For
another zone write 2026-01-31Z or 2026-01-31+01:00. A time without a zone, and a day on a field of your own, are UTC.
A range ends with an error if a record comes without the field.
--search <text> is short for :icontains on the name (contacts: the last name, currencies: the code, fields: the API's
name). For clients, accounts and contacts it searches the e-mail instead if the text has an @.
Fields have the names of the API; --fields alone prints them.`,
  },
  formats: {
    summary: 'how answers are printed',
    text: `
table   for people; the default on a terminal. A narrow screen gets a vertical list for each record
json    one array or object, complete or not at all; --json is short for it
jsonl   one record a line, as they arrive
csv     with a header line, as they arrive. Cells that a spreadsheet would run get a ' in front, unless --csv-raw
tsv     tabs, no header, as they arrive; the default through a pipe. Tabs and line breaks in it are \\t and \\n
ids     one id a line, for xargs

--fields chooses the columns of table, csv and tsv. pipeliner api prints JSON; with --paginate it takes a format, too.
json and jsonl have the API's own names, nesting and values. Tables show times in your time zone, csv and tsv in UTC.
--jq <expression> runs a built-in jq 1.8 over what --json would print, and prints its results: strings as they are,
anything else as one line of JSON, as jq -rc and gh --jq do. It prints all results or none, and numbers keep their
digits. env and $ENV are your environment, without PIPELINER_PASSWORD. A wrong expression, one that fails on the answer,
or one that takes longer than --timeout ends with exit 2. Its memory is 256 MB, enough for about 40 MB of JSON; for more
send --format jsonl to a jq of your own.
  pipeliner accounts --jq '.[] | select(.country == "Germany") | [.name, .city] | @tsv'
In cmd.exe write it as --jq ".[] | .name", with \\" for the quotes inside.

A terminal shows the first 30 records; every other format, and a pipe, gets all of them. --limit and --all change that.
The same --limit gives the same records in the same order everywhere; a pipe that gets all goes by created.
The answer goes to stdout, everything else to stderr.`,
  },
  'money-and-dates': {
    summary: 'how to write amounts and dates',
    text: `
Amounts: 12500  12500.5  12,500.00  12.500,00  12 500,50  12'500  5k  1.5m  €500  500 EUR
  1.234 and 1,234 are refused, because they can mean two amounts: write 1234 or 1.2340.
  Every digit reaches the server as you wrote it. A currency beside the amount is the one of the deal. Without it, and
  without --currency, the amount is in the base currency.

Days: 2026-12-31  31.12.2026  31.12.  Dec 31  31 December  12/31/2026  today  tomorrow  friday  next friday
      30d  +6w  +3m  +1y  eom  eoq  eoy  next month  next quarter  next year
  A day without a year is the next one. friday is the coming one, next friday the one of next week.
  eom, eoq and eoy are the last days of the month, quarter and year; next quarter is the last day of that.
  03/04/2026 is refused, because it can mean two days. Days have no time zone.

Times (--created, --won-date, --lost-date): 2026-01-31T14:30:00+01:00, or a day, which is its midnight in UTC.`,
  },
  reports: {
    summary: 'how reports count, and what they leave out',
    text: `
report pipeline   open deals by step: how many, their sum, and what they weigh: the sum times the percent of the step
report forecast   won, weighted and open by month, quarter, owner, unit or account; what slipped is open with a closing
                  date that has passed
report closed     won and lost by owner, reason or month, how often and how long it took
check             what is wrong with open deals, each finding with the command that mends it; exit 13 if there are any

A deal that is won weighs its whole value, one that is lost nothing. Months and quarters are those of your time zone,
and quarters begin with the setting fiscal-year-start. --target, or the setting target, is for all that is shown.
The flags of oppty list choose the deals: --owner, --pipeline, --closing, --filter and the others.

In the base currency the server's own amounts count. In another one (--currency) they are these times the rate of the
day that --rates-of names, today if none, to 20 decimals. json, jsonl and csv have all digits; a table and a page are
rounded so that the parts add up to the total. Deals without a value or a rate, and open ones in a step of 0 %, are
counted in left_out, the first thousand of each with their ids, and told below the table; nothing is guessed.

--html <file> writes a page of its own: no script, no request, light and dark, to be printed. An existing file needs
--overwrite.
  pipeliner report forecast --by quarter --target 500000 --html forecast.html
  pipeliner report pipeline --json | jq -r '.rows[] | [.label, .weighted] | @tsv'
  pipeliner check --rule overdue --rule no-value --json`,
  },
  export: {
    summary: 'files and messages for warehouses, and how exports go on',
    text: `
A record is exported with its times as RFC 3339, its amounts as strings of exact digits, and its relations as the ids
of their records. Deleted records come, too, with is_deleted.

Files: export --to <folder> writes one for each collection, and a manifest last: its counts and SHA-256 prove the
files. A file that is not in a manifest is not whole, and the next run removes it. duckdb.sql in the folder makes a
view of each collection with exact types, of each record the last version:
  pipeliner export --to nightly --state nightly.json
  cd nightly && duckdb -init duckdb.sql

With --state each run writes files of its own with what was changed since the last one. It asks for two minutes more,
since clocks differ, and leaves out the versions that it has exported. The state moves only when the files are on
disk: a run that was stopped is done again, with nothing lost and nothing twice. --since leaves out what is older in
the first run.

Messages: export --as singer and the program tap-pipeliner print SCHEMA, RECORD and STATE messages of the Singer
specification, for every target and for Meltano. config.json has url, space, username, password, and start_date if you
like; without them the environment or a stored sign-in counts.
  tap-pipeliner --config config.json --discover > catalog.json
  tap-pipeliner --config config.json --catalog catalog.json --state state.json | target-duckdb > states.jsonl
  tail -1 states.jsonl > state.json
A state is true of the messages before it. A tap that was stopped goes on from the last state of its target, and sends
again at most what was changed in the two minutes before it: the id and revision of a record tell its versions apart.`,
  },
};

/** The topic of this name; undefined if there is none. */
export async function readTopic(name: string): Promise<Topic | undefined> {
  const topic = ownValue(TOPICS, name);
  if (!topic) return undefined;
  const text = typeof topic.text === 'string' ? topic.text : await topic.text();
  return { name, summary: topic.summary, text: text.replace(/^\n+|\s+$/g, '') };
}

/** All topics, in the order help shows them. */
export async function readTopics(): Promise<Topic[]> {
  const topics = await Promise.all(Object.keys(TOPICS).map(readTopic));
  return topics.filter(topic => topic !== undefined);
}
