import { sameName } from '../values/names.ts';
import type { Row } from '../wire/entities.ts';
import { hasEmail, idsMeant } from './find.ts';
import type { FoundRecord } from './found.ts';
import { KINDS } from './kinds.ts';
import type { KnownIds } from './known-names.ts';
import {
  chooseRecord,
  type LookupOptions,
  type LookupResult,
  parseId,
  requireOne,
  suggestNames,
  toFound,
} from './match.ts';
import { uniqueRecords } from './relations.ts';

type FindById = (kind: 'contact', words: string, flag: string, options?: LookupOptions) => Promise<LookupResult>;

/**
 * Finds a contact among the people of some accounts by name, e-mail or id; any other contact by id only, a short one if
 * `knownIds` has it.
 */
export const contactFinder =
  (find: FindById, people: (accountId: string) => Promise<readonly Row[]>, knownIds?: KnownIds) =>
  async (words: string, accounts: readonly FoundRecord[], options: LookupOptions = {}): Promise<LookupResult> => {
    const kind = KINDS.contact;
    if (parseId(words, kind.entity) || words.includes('/entities/'))
      return find('contact', words, '--contact', options);
    const candidates = uniqueRecords((await Promise.all(accounts.map(({ id }) => people(id)))).flat());
    const matching = candidates.filter(row => sameName(kind.nameOf(row), words) || hasEmail(kind, row, words));
    const result = chooseRecord(kind, matching, words, '--contact', { ...options, usable: true });
    if ('row' in result) return { found: toFound(kind, result.row) };
    if (matching.length > 0) return result;
    const ids = knownIds ? await idsMeant(kind, words, knownIds) : [];
    if (ids.length === 1) return find('contact', ids[0]!, '--contact', options);
    const fit = ids.map(id => ({ id, name: kind.nameOf(candidates.find(row => row.id === id) ?? {}) }));
    if (fit.length > 1) return requireOne(fit, words, { label: kind.label, flag: '--contact' });
    const names = accounts.map(account => account.name).join(', ') || 'the account';
    const peopleNames = candidates.filter(row => !kind.whyUnusable(row)).map(kind.nameOf);
    const message = `No contact of ${names} is called '${words}'`;
    const hint = `${suggestNames(words, peopleNames) ?? 'The account has no contacts.'} Anybody else goes by id.`;
    return { problem: { ...result.problem, message, hint, command: undefined } };
  };
