import type { Home } from './run.ts';
import { KEYS, type Terminal } from './terminal.ts';

/** The questions in their order, with what somebody types who wants the tutorial's opportunity. */
export const WALK: readonly [question: string, typed?: string, offered?: string][] = [
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
export async function walk(terminal: Terminal, until?: string, from = 'Owner'): Promise<void> {
  for (const [question, typed, offered] of WALK.slice(WALK.findIndex(([name]) => name === from))) {
    await terminal.asks(question);
    if (question === until) return;
    if (typed) await terminal.type(typed);
    if (offered) await terminal.until(() => terminal.choices().split('\n')[0]?.includes(offered) === true);
    terminal.press(KEYS.enter);
  }
}

/** Goes down a list that was just opened to the choice that begins with these words, and takes it. */
export async function pick(terminal: Terminal, question: string, words: string): Promise<void> {
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
export async function mark(terminal: Terminal, question: string, ...words: string[]): Promise<void> {
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
export function essenceIn(home: Home, row: Record<string, unknown> | undefined) {
  const { id, name, owner_id, step_id, closing_date, value, oppty_type_id, unit_id, description, ranking } = row ?? {};
  const links = (entity: string, key: string) =>
    home
      .kept(entity)
      .filter(link => link.lead_oppty_id === id)
      .map(link => [link[key], link.is_primary]);
  return {
    ...{ name, owner_id, step_id, closing_date, value, oppty_type_id, unit_id, description, ranking },
    accounts: links('LeadOpptyAccountRelations', 'account_id'),
    contacts: links('LeadOpptyContactRelations', 'contact_id'),
  };
}
