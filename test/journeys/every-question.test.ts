import { describe, expect, it } from 'vitest';
import { createdIn, IDS, TUTORIAL } from '../support/opportunity.ts';
import { type Home, makeHome, run, STACK_TRACE } from '../support/run.ts';
import { ageDrafts, draftFiles } from '../support/saved-drafts.ts';
import { inTerminal, KEYS, type Terminal } from '../support/terminal.ts';
import {
  ANSWERS,
  answerWizard,
  expectTutorialDeal,
  pickChoice,
  summarizeOpportunity,
} from '../support/tutorial-answers.ts';

/**
 * Each question of the wizard, left in every way, and each answer, lost in every way: afterwards --resume makes exactly
 * one record with what was answered. All of it by `npm run journeys`; in CI each way once.
 */
const ALL = process.env.JOURNEYS === 'all';

/** A home, and the wizard in it. */
function newcomer(finished: (clean: () => void) => void) {
  const home = makeHome();
  finished(home.remove);
  const wizard = (fault: string, ...flags: string[]) => {
    const args = ['--sandbox', 'oppty', 'create', ...flags];
    return inTerminal(args, { home, env: { PIPELINER_SANDBOX_FAULT: fault } });
  };
  return {
    home,
    wizard,
    resume: () => wizard('', '--resume'),
    drafts: () => draftFiles(home),
  };
}

const QUESTIONS = ANSWERS.map(([question]) => question);
const LAST = QUESTIONS.at(-1)!;

/**
 * Ways to leave the wizard at a question, but for a closed terminal: programs beside it may hold it open, so that is left
 * to drafts.test.ts. Each gives where it stands then, or undefined while it runs on. */
const LEAVING: Record<string, (terminal: Terminal, question: string) => Promise<string | undefined>> = {
  answer: async () => undefined,
  Esc: async (terminal, question) => {
    const before = QUESTIONS[QUESTIONS.indexOf(question) - 1];
    terminal.press(KEYS.esc);
    // What was answered stands there again, and Enter takes it.
    if (before === undefined) await terminal.until('This is the first question');
    else {
      const [, typed = '', offered] = ANSWERS.find(([name]) => name === before)!;
      await terminal.asks(before, offered ?? typed.replace('12500', '12,500.00'));
      if (offered) await terminal.offers(`❯ ${offered}`);
      terminal.press(KEYS.enter);
    }
    await terminal.asks(question);
    return undefined;
  },
  'Esc and Ctrl-C': async (terminal, question) => {
    const before = QUESTIONS[QUESTIONS.indexOf(question) - 1] ?? question;
    terminal.press(KEYS.esc);
    if (before === question) await terminal.until('This is the first question');
    await terminal.asks(before);
    terminal.press(KEYS.ctrlC);
    expect(await terminal.exit()).toMatchObject({ code: 130 });
    return before;
  },
  'Ctrl-C': async (terminal, question) => {
    terminal.press(KEYS.ctrlC);
    expect(await terminal.exit()).toMatchObject({ code: 130 });
    return question;
  },
  'kill -9': async (terminal, question) => {
    terminal.kill('SIGKILL');
    await terminal.exit();
    return question;
  },
};

const everyWay = QUESTIONS.flatMap(question => Object.keys(LEAVING).map(way => [question, way] as const));
const someWays: typeof everyWay = [
  ['Opportunity name', 'Ctrl-C'],
  ['Value', 'Esc and Ctrl-C'],
  ['Closing date', 'Esc'],
  ['Currency', 'kill -9'],
  ['More fields', 'kill -9'],
];

describe('a question', () => {
  it.concurrent.for(ALL ? everyWay : someWays)('%s may be left by: %s', async ([question, way], { onTestFinished }) => {
    const person = newcomer(onTestFinished);
    const terminal = person.wizard('');
    await answerWizard(terminal, question);
    const open = await LEAVING[way]!(terminal, question);
    expect(terminal.raw()).not.toMatch(STACK_TRACE);
    if (open === undefined) {
      await answerWizard(terminal, undefined, question);
      expect(await terminal.exit()).toMatchObject({ code: 0 });
    } else {
      expect([createdIn(person.home), person.drafts().length]).toEqual([[], open === 'Owner' ? 0 : 1]);
      // Where nothing was answered there is nothing to carry on.
      const again = open === 'Owner' ? person.wizard('') : person.resume();
      // What is complete is reviewed.
      await answerWizard(again, undefined, open === 'More fields' ? LAST : open);
      expect(await again.exit()).toMatchObject({ code: 0 });
    }
    expectTutorialDeal(person.home);
  });
});

/** A question that the flags leave open, how somebody answers it, and what the record has then. */
interface Lone {
  /** The flags of the tutorial that are left out. */
  without: readonly string[];
  answer(terminal: Terminal): Promise<void>;
  /** The field that the server may refuse. */
  field: string;
  has(home: Home): object;
}

const type = async (terminal: Terminal, question: string, text: string, offered?: string) => {
  await terminal.asks(question);
  await terminal.type(text);
  if (offered) await terminal.offers(`❯ ${offered}`);
  terminal.press(KEYS.enter);
};
const called = (home: Home, entity: string, field: string, value: string) =>
  home.storedRows(entity).find(row => row[field] === value)!;

const KIND = { name: 'Kind', type_id: 'dropdown', entity_name: 'Opportunity', system_required: true };

const LONE: Record<string, Lone> = {
  Owner: {
    without: ['--owner'],
    answer: terminal => type(terminal, 'Owner', 'ana', 'Ana Čapková'),
    field: 'owner_id',
    has: home => ({ owner_id: called(home, 'Clients', 'email', 'ana.capkova@example.com').id }),
  },
  Pipeline: {
    without: ['--pipeline', '--step'],
    answer: async terminal => {
      await pickChoice(terminal, 'Pipeline', 'Test Pipeline');
      await pickChoice(terminal, 'Step', 'Qualified');
    },
    field: 'pipeline_id',
    has: home => ({ step_id: called(home, 'Steps', 'name', 'Qualified').id }),
  },
  Step: {
    without: ['--step'],
    answer: terminal => pickChoice(terminal, 'Step', 'Negotiation'),
    field: 'step_id',
    has: home => ({ step_id: called(home, 'Steps', 'name', 'Negotiation').id }),
  },
  Account: {
    without: ['--account'],
    answer: terminal => type(terminal, 'Account', 'bluefern', 'Bluefern Logistics'),
    field: 'account_relations',
    has: home => ({ accounts: [[called(home, 'Accounts', 'name', 'Bluefern Logistics').id, true]] }),
  },
  'Primary contact': {
    without: ['--no-contact', '--name'],
    answer: async terminal => {
      await pickChoice(terminal, 'Primary contact', 'Ida Ziemann');
      await type(terminal, 'Opportunity name', 'With her');
    },
    field: 'contact_relations',
    has: home => ({ contacts: [[called(home, 'Contacts', 'last_name', 'Ziemann').id, true]] }),
  },
  'Opportunity name': {
    without: ['--name'],
    answer: terminal => type(terminal, 'Opportunity name', '展示会 & "more"'),
    field: 'name',
    has: () => ({ name: '展示会 & "more"' }),
  },
  Value: {
    without: ['--value'],
    answer: terminal => type(terminal, 'Value', '12 345.60'),
    field: 'value',
    has: () => ({ value: { base_value: 12345.6, currency_id: IDS.usDollar } }),
  },
  Currency: {
    without: ['--value', '--currency'],
    answer: async terminal => {
      await type(terminal, 'Value', '100');
      await pickChoice(terminal, 'Currency', 'EUR (€): about 108.15 USD');
    },
    field: 'value.currency_id',
    has: home => ({ value: { value_foreign: 100, currency_id: called(home, 'Currencies', 'code', 'EUR').id } }),
  },
  'Closing date': {
    without: ['--closing-date'],
    answer: terminal => type(terminal, 'Closing date', '2027-01-31'),
    field: 'closing_date',
    has: () => ({ closing_date: '2027-01-31' }),
  },
  // A field that the space demands.
  Kind: {
    without: ['--name'],
    answer: async terminal => {
      await type(terminal, 'Opportunity name', 'Of a kind');
      await pickChoice(terminal, 'Kind', '更新');
    },
    field: 'cf_kind_id',
    has: home => ({ cf_kind_id: called(home, 'Data', 'option_name', '更新').id }),
  },
};

/** What becomes of the create, as a rule for the sandbox, the exit, and what --resume asks before it is done. */
const LOSSES: Record<string, { rule: (field: string) => string; exit: number; asks: string }> = {
  '401': { rule: () => '401', exit: 4, asks: LAST },
  '422': { rule: field => `refuse-field ${field} "Not this one"`, exit: 130, asks: LAST },
  '500': { rule: () => '500', exit: 9, asks: LAST },
  'a reset after it was created': { rule: () => 'commit-then-reset', exit: 9, asks: 'Is this ' },
};

const everyLoss = Object.keys(LONE).flatMap(question => Object.keys(LOSSES).map(loss => [question, loss] as const));
const someLosses: typeof everyLoss = [
  ['Owner', '401'],
  ['Primary contact', 'a reset after it was created'],
  ['Value', '500'],
  ['Kind', '422'],
];

describe('an answer', () => {
  it.concurrent.for(ALL ? everyLoss : someLosses)(
    'to %s is not lost by: %s',
    async ([question, loss], { onTestFinished }) => {
      const person = newcomer(onTestFinished);
      const { home } = person;
      if (question === 'Kind') {
        const body = { ...KIND, data_set: [{ option_name: 'New' }, { option_name: '更新' }] };
        const made = await run(['--sandbox', 'api', 'Fields', '--input', '-'], {
          home,
          stdin: { text: JSON.stringify(body) },
        });
        expect(made).toMatchObject({ code: 0 });
      }
      const lone = LONE[question]!;
      const flags = Object.entries({ ...TUTORIAL, '--no-contact': '' }).filter(
        ([flag]) => !lone.without.includes(flag),
      );
      const words = flags.map(([flag, value]) => (value === '' ? flag : `${flag}=${value}`));
      const { rule, exit, asks } = LOSSES[loss]!;
      const terminal = person.wizard(`POST Opportunities #1: ${rule(lone.field)}`, ...words);
      await lone.answer(terminal);
      for (const next of ['More fields', LAST]) {
        await terminal.asks(next);
        terminal.press(KEYS.enter);
      }
      if (loss === '422') {
        await terminal.until('! ');
        await terminal.until('Not this one');
        await terminal.asks(question);
        terminal.press(KEYS.ctrlC);
      }
      expect(await terminal.exit()).toMatchObject({ code: exit });
      expect(person.drafts()).toHaveLength(1);
      if (loss === '500') ageDrafts(home);
      const again = person.resume();
      await again.asks(asks);
      again.press(KEYS.enter);
      expect(await again.exit()).toMatchObject({ code: 0 });
      const [made, ...others] = createdIn(home);
      expect(others).toEqual([]);
      const { cf_kind_id } = made!;
      expect({ ...summarizeOpportunity(home, made), cf_kind_id }).toMatchObject(lone.has(home));
      expect(person.drafts()).toEqual([]);
    },
  );
});

/** What asking for the choices of a question may meet, as a rule for the sandbox, and how the wizard ends then. */
const REFUSALS: Record<string, { rule: string; exit: number }> = {
  '401': { rule: '401', exit: 4 },
  '422': { rule: '422', exit: 7 },
  '500': { rule: '500', exit: 8 },
  'a reset': { rule: 'reset', exit: 8 },
};

/** The questions that cannot be asked without a request of their own. */
const REQUESTS: Record<string, string> = { Account: 'GET Accounts', 'Primary contact': 'GET ContactAccountRelations' };

const everyRefusal = Object.keys(REQUESTS).flatMap(question =>
  Object.keys(REFUSALS).map(refusal => [question, refusal] as const),
);
const someRefusals: typeof everyRefusal = [
  ['Account', '500'],
  ['Primary contact', '401'],
];

describe('the choices', () => {
  it.concurrent.for(ALL ? everyRefusal : someRefusals)(
    'of %s may not come for: %s',
    async ([question, refusal], { onTestFinished }) => {
      const person = newcomer(onTestFinished);
      const { rule, exit } = REFUSALS[refusal]!;
      const terminal = person.wizard(`${REQUESTS[question]}: ${rule}`);
      await answerWizard(terminal, question).catch(() => {});
      expect(await terminal.exit()).toMatchObject({ code: exit });
      expect(terminal.text()).toContain('Nothing was created. To carry on:');
      expect(terminal.text()).toMatch(/pipeliner --sandbox oppty create --resume [a-z0-9]{4}$/m);
      const again = person.resume();
      await answerWizard(again, undefined, question);
      expect(await again.exit()).toMatchObject({ code: 0 });
      expectTutorialDeal(person.home);
    },
  );
});
