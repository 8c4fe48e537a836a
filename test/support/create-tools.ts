import { expect } from 'vitest';
import { NO_LEDGER } from '../../src/changes/ledger.ts';
import { CliError } from '../../src/errors.ts';
import type { Draft } from '../../src/oppty/draft/draft.ts';
import type { CreateTools } from '../../src/oppty/stages/pass.ts';
import { cachedLookups } from '../../src/records/cached-lookups.ts';
import type { FoundRecord } from '../../src/records/found.ts';
import type { CachedLists, NamesCache } from '../../src/records/known-names.ts';
import type { PipelineStep } from '../../src/records/load-lists.ts';
import type { Lookups } from '../../src/records/lookups.ts';
import type { DraftSession } from '../../src/storage/draft-session.ts';
import type { Choice, Prompter } from '../../src/terminal/prompts/prompter.ts';
import type { Row } from '../../src/wire/entities.ts';
import { ACME, DOLLAR, EURO, FIRST, IDA, JOHN, SALES, ZIEMANN } from './deals.ts';

export const STEPS: PipelineStep[] = [{ ...FIRST, pipeline: SALES }];

/** The look-ups of a small space, with a list of what they were asked. */
export function fakeLookups(over: Partial<Lookups> = {}) {
  const asked: string[] = [];
  const among = (found: readonly FoundRecord[], what: string, words: string) => {
    const one = found.find(({ id, name, detail }) => [id, name, detail].includes(words));
    const message = `No ${what} has the id '${words}'`;
    return one ? { found: one } : { problem: { code: 'NOT_FOUND' as const, message, flag: `--${what}` } };
  };
  const list =
    <T>(name: string, value: T) =>
    async () => {
      asked.push(name);
      return value;
    };
  const lookups = {
    find: async (kind: string, words: string) => {
      asked.push(`find ${kind}`);
      const flag = kind === 'client' ? 'owner' : kind;
      return among({ client: [JOHN], account: [ACME, ZIEMANN] }[kind] ?? [], flag, words);
    },
    contact: async (words: string) => among([IDA], 'contact', words),
    steps: list('steps', STEPS),
    currencies: list('currencies', [DOLLAR, EURO]),
    fields: list('fields', []),
    types: list('types', []),
    units: list('units', []),
    rates: async () => new Map(),
    contactsOf: async () => [IDA],
    search: async (kind: string, text: string) => {
      asked.push(`search ${kind} '${text}'`);
      return { choices: kind === 'client' ? [JOHN] : [ACME, ZIEMANN], more: true };
    },
    ...over,
  } as unknown as Lookups;
  return { lookups, asked };
}

/** A cache that holds these lists, with what is kept in it and noted from now on. */
export function fakeCache(lists: Partial<CachedLists> = {}) {
  const noted: Record<string, string[]> = {};
  const kept: Partial<Record<keyof CachedLists, unknown>> = {};
  const cache: NamesCache = {
    list: async which => lists[which],
    saveList: (which, list) => {
      kept[which] = list;
    },
    addNames: (entity, records) => {
      noted[entity] = [...(noted[entity] ?? []), ...records.map(({ name }) => name)];
    },
    nameOf: async () => undefined,
    hasName: async () => false,
    idsFrom: async () => [],
    dropLists: () => {},
    flush: async () => {},
  };
  return { cache, noted, kept };
}

/** Takes what is offered. */
export const ENTER: unique symbol = Symbol('Enter');
/** Goes back. */
export const BACK: unique symbol = Symbol('Esc');
/** A text, or the first choice whose name matches. */
export type Reply = string | typeof ENTER | typeof BACK | RegExp;

/** A person who gives these answers in their order, then Ctrl-C. */
export function fakePerson(replies: readonly Reply[] = [], interactive = true) {
  const questions: string[] = [];
  const notes: string[] = [];
  const left = [...replies];
  const answer = (message: string, choices: readonly Choice[], enter: string | undefined): string | undefined => {
    questions.push(message.replace(/ \(.*/, ''));
    const reply = left.shift();
    if (reply === undefined) throw new CliError('INTERRUPTED', 'Ctrl-C');
    if (reply === BACK) return undefined;
    if (reply === ENTER) return enter;
    if (typeof reply === 'string') return reply;
    return (choices.find(({ name }) => reply.test(name)) ?? expect.fail(`${message} offers no ${reply}`)).value;
  };
  const prompter: Prompter = {
    text: async ({ message, initial }) => answer(message, [], initial ?? ''),
    secret: () => expect.fail('nothing here is secret'),
    longText: () => expect.fail('no field here is long'),
    confirm: () => expect.fail('nothing here is yes or no'),
    several: () => expect.fail('no list here is marked'),
    choose: async ({ message, choices, initial }) => answer(message, choices, initial ?? choices[0]?.value),
    search: async ({ message, initial, source }) => {
      const { choices } = await source(initial ?? '', new AbortController().signal);
      return answer(message, choices, choices[0]?.value);
    },
    note: async text => void notes.push(text),
    showAnswer: async (message, answer) => void notes.push(`${message}: ${answer}`),
    waitForKey: async () => {},
    markStep: () => {},
    eraseSteps: () => {},
    isAsking: () => false,
    close: () => {},
  };
  return { person: { interactive, prompter: async () => prompter }, questions, notes, left };
}

/** A draft session without a disk. */
export function fakeSession() {
  const log: string[] = [];
  const session: DraftSession<Draft> = {
    id: 'k3f9',
    answers: undefined,
    save: async answers => {
      Object.assign(session, { answers });
      log.push(`save ${Object.values(answers).filter(answer => answer !== undefined).length}`);
    },
    hold: work => work(async outcome => void log.push(outcome === 'done' ? outcome : outcome.send.state)),
    drop: async () => void log.push('drop'),
  };
  return { session, log };
}

/** What the stages of create work with, in that space. `create` is what the server does with a request. */
export function fakeTools(
  over: Partial<CreateTools> & { lists?: Partial<CachedLists>; create?: (body: Row) => Promise<Row> } = {},
): CreateTools & { sent: Row[] } {
  const { lists, create = async body => ({ id: 'deal1', ...body }), ...more } = over;
  const lookups = more.lookups ?? fakeLookups().lookups;
  const sent: Row[] = [];
  return {
    sent,
    client: {
      base: 'https://x.example/api/v100/rest/spaces/here',
      list: async () => ({ rows: [], next: undefined }),
      serverTime: () => undefined,
      create: async (_: string, body: Row) => {
        sent.push(body);
        return create(body);
      },
    } as unknown as CreateTools['client'],
    cached: cachedLookups(lookups, fakeCache(lists).cache),
    session: fakeSession().session,
    beginRun: async () => NO_LEDGER,
    sentKeys: async () => ({ read: async () => undefined, hold: (_, work) => work(undefined, async () => {}) }),
    lateCommits: { ofEarlierRuns: search => search(), ofThisRun: async search => ({ found: await search() }) },
    recent: { owners: [], accounts: [] },
    today: '2026-01-20',
    now: () => new Date('2026-01-20T10:00:00Z'),
    query: {},
    allowDeleted: false,
    dryRun: false,
    say: async () => {},
    skipReview: false,
    ...more,
    lookups,
  };
}
