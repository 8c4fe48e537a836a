import { expect } from 'vitest';
import { createdIn, IDS } from './opportunity.ts';
import type { Home } from './run.ts';
import { draftFiles } from './saved-drafts.ts';
import { KEYS, type Terminal } from './terminal.ts';

/** The questions in their order, with what somebody types who wants the tutorial's opportunity. */
export const ANSWERS: readonly [question: string, typed?: string, offered?: string][] = [
  ['Owner', 'john.doe', 'John Doe'],
  ['Pipeline'],
  ['Step'],
  ['Account', 'ziemann', 'Ziemann and Sons'],
  ['Primary contact'],
  ['Opportunity name', 'New Opportunity'],
  ['Value', '12500'],
  ['Currency'],
  ['Closing date', '2026-12-31'],
  ['More fields'],
  ['Create this opportunity?'],
];

/** Answers the questions from `from` on, up to and without `until`. */
export async function answerWizard(terminal: Terminal, until?: string, from = 'Owner'): Promise<void> {
  for (const [question, typed, offered] of ANSWERS.slice(ANSWERS.findIndex(([name]) => name === from))) {
    await terminal.asks(question);
    if (question === until) return;
    if (typed) await terminal.type(typed);
    if (offered) await terminal.until(() => terminal.choices().split('\n')[0]?.includes(offered) === true);
    terminal.press(KEYS.enter);
  }
}

/** Goes down a list that was just opened to the choice that begins with these words, and takes it. */
export async function pickChoice(terminal: Terminal, question: string, words: string): Promise<void> {
  const marked = () => /^❯ (.*)$/m.exec(terminal.choices())?.[1];
  await terminal.asks(question);
  // A list that was answered has its mark elsewhere, or its question above.
  await terminal.until(() => terminal.choices().startsWith('❯ '));
  for (let before = marked(); !before?.startsWith(words); before = marked()) {
    terminal.press(KEYS.down);
    await terminal.until(() => ![undefined, before].includes(marked()));
  }
  terminal.press(KEYS.enter);
}

/** Marks the choices that begin with these words in a list that was just opened, from its top, and takes them. */
export async function markChoices(terminal: Terminal, question: string, ...words: string[]): Promise<void> {
  const active = () => /^❯ \[[ x]\] (.*)$/m.exec(terminal.choices())?.[1];
  await terminal.asks(question);
  await terminal.until(() => terminal.choices().startsWith('❯ ['));
  for (const word of words) {
    for (let before = active(); !before?.startsWith(word); before = active()) {
      terminal.press(KEYS.down);
      await terminal.until(() => ![undefined, before].includes(active()));
    }
    terminal.press(' ');
    await terminal.until(() => terminal.choices().includes(`❯ [x] ${word}`));
  }
  terminal.press(KEYS.enter);
}

/** What makes two opportunities equal for who made them. */
export function summarizeOpportunity(home: Home, row: Record<string, unknown> | undefined) {
  const { id, name, owner_id, step_id, closing_date, value, oppty_type_id, unit_id, description, ranking } = row ?? {};
  const links = (entity: string, key: string) =>
    home
      .storedRows(entity)
      .filter(link => link.lead_oppty_id === id)
      .map(link => [link[key], link.is_primary]);
  return {
    ...{ name, owner_id, step_id, closing_date, value, oppty_type_id, unit_id, description, ranking },
    accounts: links('LeadOpptyAccountRelations', 'account_id'),
    contacts: links('LeadOpptyContactRelations', 'contact_id'),
  };
}

/** What these answers come to, once, and no draft any more. */
export function expectTutorialDeal(home: Home): void {
  const [made, ...others] = createdIn(home);
  expect(others).toEqual([]);
  const [pipeline] = home.storedRows('Pipelines').sort((a, b) => String(a.name).localeCompare(String(b.name)));
  const steps = home.storedRows('Steps').filter(({ pipeline_id }) => pipeline_id === pipeline!.id);
  expect(summarizeOpportunity(home, made)).toMatchObject({
    name: 'New Opportunity',
    owner_id: IDS.johnDoe,
    step_id: steps.find(({ sort_order }) => sort_order === 0)!.id,
    closing_date: '2026-12-31',
    value: { base_value: 12500, currency_id: IDS.usDollar },
    accounts: [[IDS.ziemann, true]],
    contacts: [[home.storedRows('Contacts').find(({ last_name }) => last_name === 'Ziemann')!.id, true]],
  });
  expect(draftFiles(home)).toEqual([]);
}
