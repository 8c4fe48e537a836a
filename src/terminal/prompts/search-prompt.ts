import { clean } from '../text/sanitize.ts';
import { toCell, truncate } from '../text/width.ts';
import { renderChoices, shortName } from './choice-list.ts';
import { createPrompt, useEffect, useKeypress, useRef, useState } from './inquirer.ts';
import { applyKey, type Key, type LineBuffer, toLine } from './line-editor.ts';
import type { Span } from './painter.ts';
import type { Choice, Prompter } from './prompter.ts';
import { answered, asked, isEnter, type Stage, stepOf } from './stage.ts';
import { problemLine, STYLES } from './theme.ts';

type Ask = Parameters<Prompter['search']>[0] & { stage: Stage };

/** How long typing rests before the server is asked. */
const DEBOUNCE_MS = 150;
/** What comes sooner needs no sign that it is waited for, which would only flicker. */
const SPINNER_AFTER_MS = 300;
const SPINNER_STEP_MS = 80;
/** What a list takes at most. */
const MOST_ROWS = 10;
const MORE = 'more ... type to narrow them down';
const NOTHING = 'No results found';

interface State {
  line: LineBuffer;
  /** What was found last; it stays on the screen while something else is looked up. */
  found: { choices: readonly Choice[]; more: boolean } | undefined;
  active: number;
  waiting: boolean;
  /** The spinner's picture, as soon as the waiting is long. */
  spin: number | undefined;
  problem: string | undefined;
  chosen: Choice | undefined;
}

/** Asks for one of many things, looked up while words are typed. */
export const searchPrompt = createPrompt<string, Ask>(({ message, initial, source, stage }, done) => {
  const start = clean(initial ?? '');
  const [state, setState] = useState<State>(() => ({
    line: toLine(start),
    found: undefined,
    active: 0,
    waiting: true,
    spin: undefined,
    problem: undefined,
    chosen: undefined,
  }));
  const set = (news: Partial<State>) => setState(old => ({ ...old, ...news }));
  const looking = useRef(new AbortController());
  // Enter pressed while choices are on their way: it means the one that comes, if only one does.
  const entered = useRef(false);

  const take = (chosen: Choice) => {
    set({ chosen });
    done(chosen.value);
  };

  async function look(text: string, rest: number): Promise<void> {
    looking.current.abort();
    entered.current = false;
    const own = new AbortController();
    looking.current = own;
    const { signal } = own;
    const here = new AbortController();
    set({ waiting: true, spin: undefined });
    spin(AbortSignal.any([signal, here.signal]));
    try {
      if (rest > 0) await stage.sleep(rest, signal);
      const found = await source(initial !== undefined && text === start ? initial : text, signal);
      if (signal.aborted) return;
      set({ found, active: 0, problem: undefined, waiting: false, spin: undefined });
      const [only, ...others] = found.choices;
      if (entered.current && only && others.length === 0 && !found.more) take(only);
    } catch (error) {
      if (signal.aborted) return;
      const problem = error instanceof Error ? error.message : String(error);
      set({ found: undefined, problem, waiting: false, spin: undefined });
    } finally {
      here.abort();
    }
  }

  async function spin(signal: AbortSignal): Promise<void> {
    try {
      await stage.sleep(SPINNER_AFTER_MS, signal);
      for (let step = 0; !signal.aborted; step++) {
        set({ spin: step });
        await stage.sleep(SPINNER_STEP_MS, signal);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  useEffect(() => {
    void look(start, 0);
    return () => looking.current.abort();
  }, []);

  useKeypress((key: Key) => {
    const { line, found, active, waiting, problem, chosen } = state;
    if (chosen) return;
    const next = applyKey(line, key);
    if (next !== line) set({ line: next });
    if (next.text !== line.text) void look(next.text, DEBOUNCE_MS);
    else if (waiting) entered.current ||= isEnter(key);
    else if (problem !== undefined) void look(line.text, 0);
    else if (isEnter(key)) {
      const choice = found?.choices[active];
      if (choice) take(choice);
    } else {
      const last = (found?.choices.length ?? 0) - 1;
      set({ active: Math.max(0, Math.min(last, active + stepOf(key))) });
    }
  });

  stage.painter.draw(({ columns, rows }) => {
    const { line, found, active, spin, problem, chosen } = state;
    const { marks } = stage;
    if (chosen) return [[...answered(stage, message), [shortName(chosen, message, columns, stage), STYLES.answer]]];
    const mark: Span | undefined =
      spin === undefined ? undefined : [marks.spinner[spin % marks.spinner.length]!, STYLES.spinner];
    const body: Span[][] = [];
    let below: Span[] = [[marks.keys, STYLES.hint]];
    if (problem !== undefined) body.push([[problemLine(toCell(problem)), STYLES.problem]]);
    else if (found?.choices.length === 0) body.push([[problemLine(NOTHING), STYLES.problem]]);
    else if (found) {
      const room = Math.min(MOST_ROWS, Math.max(1, rows - 4));
      const { lines, keys } = renderChoices(found.choices, { active, room, columns, stale: spin !== undefined }, stage);
      body.push(...lines);
      below = keys;
    }
    if (found?.more) body.push([[truncate(`  ${MORE}`, columns, marks.ellipsis), STYLES.hint]]);
    return [[...asked(stage, message, mark), [line.text, STYLES.answer, line.cursor]], ...body, [], below];
  });
  return '';
});
