import { SPINNER_AFTER_MS, SPINNER_STEP_MS } from '../../values/spinner.ts';
import { sanitize } from '../text/sanitize.ts';
import { toCell, truncate } from '../text/width.ts';
import { renderChoices, shortName } from './choice-list.ts';
import { createPrompt, useEffect, useKeypress, useRef, useState } from './inquirer.ts';
import { applyKey, isEditingKey, type Key, type LineBuffer, toLine, typedText } from './line-editor.ts';
import type { Size, Span } from './picture.ts';
import type { Choice, Prompter } from './prompter.ts';
import { answerLine, isEnter, questionLine, type Stage, stepOf } from './stage.ts';
import { problemLine, STYLES } from './theme.ts';

type Ask = Parameters<Prompter['search']>[0] & { stage: Stage };

/** How long typing rests before the server is asked. */
const DEBOUNCE_MS = 150;
/** How many rows a list takes at most. */
const MAX_ROWS = 10;
const MORE = 'more ... type to narrow them down';
const NOTHING = 'No results found';

interface State {
  line: LineBuffer;
  /** Whether the line is the old answer, which nobody has begun to edit: what is typed replaces it. */
  isOld: boolean;
  /** The last results; they stay on the screen while something else is looked up. */
  results: { choices: readonly Choice[]; more: boolean } | undefined;
  active: number;
  waiting: boolean;
  /** The step of the spinner, once the waiting is long. */
  spin: number | undefined;
  problem: string | undefined;
  /** The answer, once there is one. */
  choice: Choice | undefined;
}

/** Asks for one of many things, looked up while words are typed. */
export const searchPrompt = createPrompt<string, Ask>((ask, done) => {
  const { message, initial, stage } = ask;
  const start = sanitize(initial ?? '');
  const [state, setState] = useState<State>(() => ({
    line: toLine(start),
    isOld: start !== '',
    results: undefined,
    active: 0,
    waiting: true,
    spin: undefined,
    problem: undefined,
    choice: undefined,
  }));
  const set = (changes: Partial<State>) => setState(old => ({ ...old, ...changes }));
  const take = (choice: Choice) => {
    set({ choice });
    done(choice.value);
  };
  const { lookUp, takeOnly } = useLookup(ask, start, set, take);

  useKeypress((key: Key) => {
    const { line, isOld, results, active, waiting, problem, choice } = state;
    if (choice) return;
    const next = applyKey(isOld && typedText(key) !== undefined ? toLine('') : line, key);
    if (next !== line || isEditingKey(key)) set({ line: next, isOld: false });
    if (next.text !== line.text) void lookUp(next.text, DEBOUNCE_MS);
    else if (waiting) {
      if (isEnter(key)) takeOnly();
    } else if (problem !== undefined) void lookUp(line.text, 0);
    else if (isEnter(key)) {
      const activeChoice = results?.choices[active];
      if (activeChoice) take(activeChoice);
    } else {
      const last = (results?.choices.length ?? 0) - 1;
      set({ active: Math.max(0, Math.min(last, active + stepOf(key))) });
    }
  });

  stage.painter.draw(size => drawSearch(state, message, size, stage));
  return '';
});

/**
 * Looks words up, one look-up at a time. `takeOnly` is for an Enter pressed while results are on their way: it takes the
 * one that comes, if only one does.
 */
function useLookup(
  { initial, source, stage }: Ask,
  start: string,
  set: (changes: Partial<State>) => void,
  take: (choice: Choice) => void,
) {
  const lookup = useRef(new AbortController());
  const takesOnly = useRef(false);

  async function lookUp(text: string, delay: number): Promise<void> {
    lookup.current.abort();
    takesOnly.current = false;
    lookup.current = new AbortController();
    const { signal } = lookup.current;
    const spinner = new AbortController();
    set({ waiting: true, spin: undefined });
    spin(AbortSignal.any([signal, spinner.signal]));
    try {
      if (delay > 0) await stage.sleep(delay, signal);
      const results = await source(initial !== undefined && text === start ? initial : text, signal);
      if (signal.aborted) return;
      set({ results, active: 0, problem: undefined, waiting: false, spin: undefined });
      const [only, ...rest] = results.choices;
      const isOnly = only !== undefined && rest.length === 0 && !results.more;
      if (takesOnly.current && isOnly && !only.isDeliberate) take(only);
    } catch (error) {
      if (signal.aborted) return;
      const problem = error instanceof Error ? error.message : String(error);
      set({ results: undefined, problem, waiting: false, spin: undefined });
    } finally {
      spinner.abort();
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
    void lookUp(start, 0);
    return () => lookup.current.abort();
  }, []);

  return {
    lookUp,
    takeOnly: () => {
      takesOnly.current = true;
    },
  };
}

function drawSearch(
  state: State,
  message: string,
  { columns, rows }: Size,
  stage: Stage,
): readonly (readonly Span[])[] {
  const { line, isOld, results, active, spin, problem, choice } = state;
  const { marks } = stage;
  if (choice) return [[...answerLine(stage, message), [shortName(choice, message, columns, stage), STYLES.answer]]];
  const spinner: Span | undefined = spin === undefined ? undefined : [marks.spinner(spin), STYLES.spinner];
  const body: Span[][] = [];
  let below: Span[] = [[marks.keys, STYLES.hint]];
  if (problem !== undefined) body.push([[problemLine(toCell(problem)), STYLES.problem]]);
  else if (results?.choices.length === 0) body.push([[problemLine(NOTHING), STYLES.problem]]);
  else if (results) {
    const room = Math.min(MAX_ROWS, Math.max(1, rows - 4));
    const { lines, keys } = renderChoices(results.choices, { active, room, columns, stale: spin !== undefined }, stage);
    body.push(...lines);
    below = keys;
  }
  if (results?.more) body.push([[truncate(`  ${MORE}`, columns, marks.ellipsis), STYLES.hint]]);
  return [
    [...questionLine(stage, message, spinner), [line.text, isOld ? STYLES.hint : STYLES.answer, line.cursor]],
    ...body,
    [],
    below,
  ];
}
