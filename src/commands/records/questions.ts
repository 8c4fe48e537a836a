import type { FoundRecord } from '../../records/found.ts';
import type { Lookups } from '../../records/lookups.ts';
import type { WritableEntity } from '../../records/writable/fields.ts';
import type { Prompter } from '../../terminal/prompts/prompter.ts';
import type { RecordFlags } from './field-flags.ts';

interface QuestionTools {
  prompter: Prompter;
  lookups: Lookups;
}

/** A question about a new record, whose answer is the value of a flag. */
export interface RecordQuestion {
  /** The flag, in camel case. */
  key: string;
  /** The fields that it answers for. */
  fields: readonly string[];
  /** Whether it is asked even if other flags were given. */
  isNeeded: boolean;
  /** The value; empty for none, undefined to go back. */
  ask(flags: RecordFlags, tools: QuestionTools): Promise<string | string[] | undefined>;
}

type Check = (text: string, flags: RecordFlags) => string | undefined;

const line = (key: string, field: string, message: string, isNeeded = false, check?: Check): RecordQuestion => ({
  ...{ key, fields: [field], isNeeded },
  ask: async (flags, { prompter }) => {
    const old = flags[key];
    const text = await prompter.text({
      message,
      initial: typeof old === 'string' ? old : undefined,
      check: text => check?.(text.trim(), flags),
    });
    return text?.trim();
  },
});

const OWNER: RecordQuestion = {
  key: 'owner',
  fields: ['owner_id'],
  isNeeded: true,
  ask: async (_, { prompter, lookups }) => {
    const owner = await search(prompter, 'Owner', (text, signal) => lookups.search('client', text, signal));
    // People know the e-mail, for the command line that does the same.
    return owner && (owner.detail ?? owner.id);
  },
};

const NO_ACCOUNT: FoundRecord = { id: '', name: 'no account' };

const ACCOUNT: RecordQuestion = {
  key: 'account',
  fields: ['account_relations'],
  isNeeded: false,
  ask: async (_, { prompter, lookups }) => {
    const find = (text: string, signal: AbortSignal) => lookups.search('account', text, signal);
    const account = await search(prompter, 'Account', find, NO_ACCOUNT);
    return account && (account === NO_ACCOUNT ? '' : [account.id]);
  },
};

/** Asks for one record; undefined to go back. `none` is the choice of no record. */
async function search(
  prompter: Prompter,
  message: string,
  find: (text: string, signal: AbortSignal) => ReturnType<Lookups['search']>,
  none?: FoundRecord,
): Promise<FoundRecord | undefined> {
  const found = new Map<string, FoundRecord>(none ? [[none.id, none]] : []);
  const value = await prompter.search({
    message,
    source: async (text, signal) => {
      const { choices, more } = await find(text, signal);
      for (const choice of choices) found.set(choice.id, choice);
      // What Enter alone takes is nothing, until somebody looks for something.
      const all = none === undefined ? choices : text.trim() ? [...choices, none] : [none, ...choices];
      const toChoice = ({ id, name, detail }: FoundRecord) => ({
        value: id,
        name: detail ? `${name} (${detail})` : name,
      });
      return { choices: all.map(toChoice), more };
    },
  });
  return value === undefined ? undefined : found.get(value);
}

const isFilled: Check = text => (text === '' ? 'Enter a name.' : undefined);
const hasName: Check = (text, { firstName }) =>
  text === '' && !firstName ? 'Enter a first name or a last name.' : undefined;

/** In the order they are asked. */
export const QUESTIONS: Readonly<Record<WritableEntity, readonly RecordQuestion[]>> = {
  Accounts: [
    line('name', 'name', 'Account name', true, isFilled),
    OWNER,
    line('email', 'email1', 'E-mail'),
    line('city', 'city', 'City'),
  ],
  Contacts: [
    line('firstName', 'first_name', 'First name'),
    line('lastName', 'last_name', 'Last name', true, hasName),
    OWNER,
    ACCOUNT,
    line('position', 'account_position', 'Position'),
    line('email', 'email1', 'E-mail'),
  ],
};
