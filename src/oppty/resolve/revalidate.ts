import type { Problem } from '../../errors.ts';
import type { FoundRecord, Ref } from '../../records/found.ts';
import { isFound, nameOf } from '../../records/found.ts';
import type { Draft, ParsedDraft } from '../draft/draft.ts';
import { QUESTIONS, type QuestionId } from '../draft/questions.ts';

/** A kept draft with each record by nothing but its id, so that it is looked up again. */
export function toRefs(kept: Draft): Draft {
  const again = (ref: Ref): Ref => (isFound(ref) ? { words: ref.id, more: ref.more } : ref);
  const entries = Object.entries(kept).map(([key, value]) => {
    if (key === 'fields' || typeof value !== 'object') return [key, value];
    return [key, Array.isArray(value) ? value.map(again) : again(value as Ref)];
  });
  return Object.fromEntries(entries);
}

/** What has become of a kept draft. */
export interface SavedComparison {
  draft: Draft;
  /** Answers that no longer hold. */
  gone: Problem[];
  /** What is to be offered in their place. */
  given: Draft;
  /** Answers that hold, but are called otherwise than when they were given. */
  renamed: Problem[];
  /** What is wrong besides. */
  problems: Problem[];
}

/**
 * Compares a kept draft with what `asked`, which came of it, was looked up to be: answers whose records are gone leave
 * the draft with all that hangs on them, those that are called otherwise now stay in it.
 */
export function compareWithSaved(kept: Draft, asked: Draft, looked: ParsedDraft): SavedComparison {
  const gone: Problem[] = [];
  const renamed: Problem[] = [];
  const given: Draft = {};
  const draft: Draft = { ...looked.draft };
  const lost = new Set<QuestionId>();
  const problems = new Set(looked.problems);
  for (const { id, flag, fields, clears = [] } of QUESTIONS) {
    const old = refsOf(kept[id]);
    if (old.length === 0 || !sameWords(refsOf(asked[id]), old)) continue;
    const known = old.filter(isFound);
    const now = refsOf(looked.draft[id]).filter(isFound);
    const field = fields[0];
    for (const message of newNames(known, now)) renamed.push({ code: 'USAGE', message, flag, field });
    for (const problem of looked.problems.filter(one => one.flag === flag)) {
      problems.delete(problem);
      gone.push({ ...inWords(problem, known), field });
      for (const one of [id, ...clears]) lost.add(one);
    }
  }
  for (const id of lost) {
    delete draft[id];
    const old = refsOf(kept[id]);
    const still = refsOf(looked.draft[id]).filter(isFound);
    // Contacts are chosen among those of the account, where a name in words means nobody.
    const offered = still.length > 0 || id === 'contacts' ? still : old.map(ref => ({ words: nameOf(ref) }));
    if (offered.length > 0) Object.assign(given, { [id]: Array.isArray(kept[id]) ? offered : offered[0] });
  }
  for (const problem of problems) {
    const { field } = problem;
    if (!field || !Object.hasOwn(kept.fields ?? {}, field) || asked.fields?.[field] !== kept.fields?.[field]) continue;
    problems.delete(problem);
    gone.push(problem);
  }
  return { draft, gone, given, renamed, problems: [...problems] };
}

const refsOf = (answer: Draft[QuestionId]): readonly Ref[] => (typeof answer === 'object' ? [answer].flat() : []);

const wordsOf = (ref: Ref) => (isFound(ref) ? ref.id : ref.words);

const sameWords = (asked: readonly Ref[], old: readonly Ref[]) =>
  asked.length === old.length && asked.every((ref, at) => wordsOf(ref) === wordsOf(old[at]!));

/** The problem with the name of a record that was known in place of its id. */
function inWords(problem: Problem, old: readonly FoundRecord[]): Problem {
  const about = old.find(({ id }) => problem.message.includes(id));
  if (!about) return problem;
  const { name, id } = about;
  const message =
    problem.code === 'NOT_FOUND' ? `'${name}' is not there any more` : problem.message.replaceAll(id, name);
  return { ...problem, message };
}

const newNames = (old: readonly FoundRecord[], now: readonly FoundRecord[]) =>
  old.flatMap(({ id, name }) => {
    const same = now.find(one => one.id.toLowerCase() === id.toLowerCase());
    return same && same.name !== name ? [`'${name}' is called '${same.name}' now`] : [];
  });
