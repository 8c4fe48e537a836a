import { CliError } from '../../errors.ts';
import { type FoundRecord, isFound, type Ref } from '../../records/found.ts';
import type { WritableEntity } from '../../records/writable/fields.ts';
import type { Choice, Prompter } from '../../terminal/prompts/prompter.ts';
import type { Row } from '../../wire/entities.ts';
import { isRepairable, problemsOf } from '../stages/repair.ts';

/**
 * Creates an account or a contact at once, before the opportunity that it is for. Throws the refusal, or OUTCOME_UNKNOWN.
 */
export type CreateRecord = (entity: WritableEntity, body: Row) => Promise<FoundRecord>;

interface NewRecordTools {
  prompter: Prompter;
  createRecord?: CreateRecord | undefined;
}

/** The value of the choice of a new record. */
export const NEW = 'new';

/** The choice of a new account, with the words that nothing fits as its name. */
export const newAccountChoice = (name: string): Choice => ({
  ...{ value: NEW, name: `+ new account '${name}'` },
  isDeliberate: true,
});

export const NEW_CONTACT: Choice = { value: NEW, name: '+ new contact' };

/** Whether a new record can be offered: it gets the owner of the opportunity. */
export const canCreate = ({ createRecord }: NewRecordTools, owner: Ref | undefined): owner is FoundRecord =>
  createRecord !== undefined && isFound(owner);

/** Asks for a new account, and creates it; undefined to go back. */
export const askNewAccount = (
  name: string,
  owner: FoundRecord,
  tools: NewRecordTools,
): Promise<FoundRecord | undefined> =>
  askNew(
    {
      entity: 'Accounts',
      label: 'account',
      questions: [NAME, EMAIL],
      toBody: ({ name, email1 }) => ({ name, owner_id: owner.id, ...(email1 ? { email1 } : {}) }),
    },
    { name },
    owner,
    tools,
  );

/** Asks for a new contact of an account, and creates it; undefined to go back. */
export const askNewContact = (
  account: FoundRecord,
  owner: FoundRecord,
  tools: NewRecordTools,
): Promise<FoundRecord | undefined> =>
  askNew(
    {
      entity: 'Contacts',
      label: 'contact',
      questions: [NAME, EMAIL, { field: 'account_position', message: 'Position' }],
      toBody: ({ name = '', email1, account_position }) => ({
        ...splitName(name),
        owner_id: owner.id,
        ...(email1 ? { email1 } : {}),
        ...(account_position ? { account_position } : {}),
        account_relations: [{ account_id: account.id, is_primary: true }],
      }),
    },
    {},
    owner,
    tools,
  );

interface Question {
  field: string;
  message: string;
  isNeeded?: boolean;
}

const NAME: Question = { field: 'name', message: 'Name', isNeeded: true };
const EMAIL: Question = { field: 'email1', message: 'E-mail' };

interface NewRecord {
  entity: WritableEntity;
  label: string;
  questions: readonly Question[];
  toBody(answers: Readonly<Record<string, string>>): Row;
}

/** Asks one question after the other, says what it does, and does it. A refusal opens the question again. */
async function askNew(
  { entity, label, questions, toBody }: NewRecord,
  start: Readonly<Record<string, string>>,
  owner: FoundRecord,
  { prompter, createRecord }: NewRecordTools,
): Promise<FoundRecord | undefined> {
  const answers: Record<string, string> = { ...start };
  for (let index = 0; ; ) {
    for (; index < questions.length; index++) {
      const { field, message, isNeeded } = questions[index]!;
      const check = (text: string) => (isNeeded && text.trim() === '' ? 'Enter a name.' : undefined);
      const text = await prompter.text({ message: `${message} of the new ${label}`, initial: answers[field], check });
      if (text !== undefined) answers[field] = text.trim();
      else if (index === 0) return undefined;
      else index -= 2;
    }
    await prompter.note(`Creating the ${label} '${answers.name}', owned by ${owner.name} ...`);
    try {
      return await createRecord!(entity, toBody(answers));
    } catch (error) {
      if (!isRepairable(error) && !isForbidden(error)) throw error;
      const problems = problemsOf(error);
      for (const { message } of problems) await prompter.note(`! ${message}`);
      const refused = questions.findIndex(({ field }) => problems.some(problem => problem.field === field));
      index = Math.max(0, refused);
    }
  }
}

/** A sign-in that may create opportunities need not be allowed to create accounts. */
const isForbidden = (error: unknown): error is CliError => error instanceof CliError && error.code === 'FORBIDDEN';

/** The last word of a name is the last name. */
function splitName(name: string): Row {
  const words = name.split(/\s+/);
  const first_name = words.slice(0, -1).join(' ');
  return { ...(first_name ? { first_name } : {}), last_name: words.at(-1) };
}
