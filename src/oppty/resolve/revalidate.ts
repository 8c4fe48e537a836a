import type { Problem } from '../../errors.ts';
import { type FoundRecord, isFound, nameOf, type Ref } from '../../records/found.ts';
import type { Draft, ParsedDraft } from '../draft/draft.ts';
import { QUESTIONS, type Question, type QuestionId } from '../draft/questions.ts';

/** The same answers with each record by nothing but its id, so that it is looked up again. */
export function toRefs(answers: Draft): Draft {
  const toRef = (ref: Ref): Ref => (isFound(ref) ? { words: ref.id, more: ref.more } : ref);
  const entries = Object.entries(answers).map(([key, value]) => {
    if (key === 'fields' || typeof value !== 'object') return [key, value];
    return [key, Array.isArray(value) ? value.map(toRef) : toRef(value as Ref)];
  });
  return Object.fromEntries(entries);
}

/** What became of answers that were not certain. */
export interface SavedComparison {
  draft: Draft;
  /** Answers that no longer hold. */
  missing: Problem[];
  /** The questions that lost their answers with that. */
  cleared: readonly QuestionId[];
  /** What to offer in their place. */
  suggestions: Draft;
  /** Answers that hold, but have another name now. */
  renames: Problem[];
  /** All that is wrong besides. */
  problems: Problem[];
}

/**
 * Compares answers as they were saved with what their ids, in `answers`, were resolved to. Answers whose records are
 * gone leave the draft with all that depends on them; those with a new name stay. An answer that `answers` replaces is
 * no longer the saved one, and is left alone.
 */
export function compareWithSaved(saved: Draft, answers: Draft, resolved: ParsedDraft): SavedComparison {
  const missing: Problem[] = [];
  const renames: Problem[] = [];
  const cleared = new Set<QuestionId>();
  const problems = new Set(resolved.problems);
  for (const question of QUESTIONS.filter(({ id }) => isSame(saved[id], answers[id]))) {
    renames.push(...newNames(question, saved, resolved.draft));
    for (const problem of resolved.problems.filter(problem => problem.flag === question.flag)) {
      problems.delete(problem);
      missing.push({ ...withName(problem, refsOf(saved[question.id])), field: question.fields[0] });
      for (const id of [question.id, ...(question.clears ?? [])]) cleared.add(id);
    }
  }
  for (const problem of problems) {
    const { field } = problem;
    if (!field || !Object.hasOwn(saved.fields ?? {}, field) || answers.fields?.[field] !== saved.fields?.[field])
      continue;
    problems.delete(problem);
    missing.push(problem);
  }
  const ids = [...cleared];
  const draft = omitAnswers(resolved.draft, ids);
  const suggestions = suggest(ids, saved, resolved.draft);
  return { draft, missing, cleared: ids, suggestions, renames, problems: [...problems] };
}

/** A draft without the answers to some questions. */
export const omitAnswers = (draft: Draft, ids: readonly QuestionId[]): Draft =>
  Object.fromEntries(Object.entries(draft).filter(([key]) => !ids.includes(key as QuestionId)));

/** What to offer for answers that are gone: the records among them that are still there, else the old name. */
function suggest(ids: readonly QuestionId[], saved: Draft, resolved: Draft): Draft {
  const suggestions: Draft = {};
  for (const id of ids) {
    const remaining = refsOf(resolved[id]).filter(isFound);
    // A contact is chosen from a list of the account's contacts, where a name alone selects nobody.
    const names = refsOf(saved[id]).map(ref => ({ words: nameOf(ref) }));
    const refs = remaining.length > 0 || id === 'contacts' ? remaining : names;
    if (refs.length > 0) Object.assign(suggestions, { [id]: Array.isArray(saved[id]) ? refs : refs[0] });
  }
  return suggestions;
}

const refsOf = (answer: Draft[QuestionId]): readonly Ref[] => (typeof answer === 'object' ? [answer].flat() : []);

const wordsOf = (ref: Ref) => (isFound(ref) ? ref.id : ref.words);

/** Whether an answer is still the saved one, record by record. */
function isSame(saved: Draft[QuestionId], answer: Draft[QuestionId]): boolean {
  const [old, now] = [refsOf(saved), refsOf(answer)];
  return (
    old.length > 0 && now.length === old.length && now.every((ref, index) => wordsOf(ref) === wordsOf(old[index]!))
  );
}

/** The problem with the name of a record that was known in place of its id. */
function withName(problem: Problem, saved: readonly Ref[]): Problem {
  const record = saved.filter(isFound).find(({ id }) => problem.message.includes(id));
  if (!record) return problem;
  const { name, id } = record;
  const message =
    problem.code === 'NOT_FOUND' ? `'${name}' is not there any more` : problem.message.replaceAll(id, name);
  return { ...problem, message };
}

function newNames({ id, flag, fields }: Question, saved: Draft, resolved: Draft): Problem[] {
  const now = refsOf(resolved[id]).filter(isFound);
  const findSame = (old: FoundRecord) => now.find(record => record.id.toLowerCase() === old.id.toLowerCase());
  return refsOf(saved[id])
    .filter(isFound)
    .flatMap(old => {
      const { name = old.name } = findSame(old) ?? {};
      const message = `'${old.name}' is called '${name}' now`;
      return name === old.name ? [] : [{ code: 'USAGE', message, flag, field: fields[0] } as const];
    });
}
