import type { Choice, Prompter } from '../../terminal/prompts/prompter.ts';
import type { FieldOption, ParseResult } from '../draft/plain-fields.ts';
import { type FieldInput, formatField } from '../draft/space-fields.ts';

const NONE = 'none';
const KEEP = 'keep';

/** The choice that leaves a field empty. */
export const UNSET_CHOICE: Choice = { value: NONE, name: 'leave empty' };

/**
 * Asks for a field in its form. `old` is its value so far, and `leftEmpty` that it was left empty on purpose. Returns the
 * value, which is undefined for an empty field, or undefined to go back.
 */
export async function askField(
  form: FieldInput,
  old: unknown,
  leftEmpty: boolean,
  prompter: Prompter,
): Promise<{ value: unknown } | undefined> {
  switch (form.kind) {
    case 'one':
      return chooseOne(form, old, leftEmpty, prompter);
    case 'several':
      return chooseSeveral(form, old, prompter);
    case 'line':
      return askText(form, old, prompter);
  }
}

type Input<Kind extends FieldInput['kind']> = Extract<FieldInput, { kind: Kind }>;

async function askText(form: Input<'line'>, old: unknown, prompter: Prompter): Promise<{ value: unknown } | undefined> {
  const { parse: readLine, means: preview, multiline = false } = form;
  const initial = old === undefined ? undefined : formatField(form, old);
  const parseAnswer = (text: string): ParseResult<unknown> => {
    if (text === initial) return { value: old };
    if (text.trim() !== '') return readLine(text);
    return form.required ? { problem: 'Enter a value.' } : { value: undefined };
  };
  const message = initial === undefined || form.required ? form.label : `${form.label}, empty for none`;
  const check = (text: string) => {
    const answer = parseAnswer(text);
    return 'problem' in answer ? answer.problem : undefined;
  };
  const ask = { message, initial, check };
  const text = await (multiline ? prompter.longText(ask) : prompter.text({ ...ask, preview, answer: preview }));
  if (text === undefined) return undefined;
  const answer = parseAnswer(text);
  if ('problem' in answer) throw new Error(answer.problem);
  return answer;
}

/** Options by their number, since their values may be anything. */
const numbered = (options: readonly FieldOption[]): Choice[] =>
  options.map(({ name }, index) => ({ value: String(index), name }));

async function chooseOne(
  form: Input<'one'>,
  old: unknown,
  leftEmpty: boolean,
  prompter: Prompter,
): Promise<{ value: unknown } | undefined> {
  const { label, required, options } = form;
  // An option may have been given by its name.
  const current = options.findIndex(({ value, name }) => value === old || name === old);
  // What no option says can stay as it is.
  const oldChoice =
    old !== undefined && old !== null && current < 0 ? [{ value: KEEP, name: formatField(form, old) }] : [];
  const choices = [...oldChoice, ...numbered(options), ...(required ? [] : [UNSET_CHOICE])];
  const initial = current >= 0 ? String(current) : leftEmpty && !required ? NONE : undefined;
  const choice = await prompter.choose({ message: label, choices, initial });
  if (choice === undefined) return undefined;
  if (choice === KEEP) return { value: old };
  return { value: choice === NONE ? undefined : options[Number(choice)]!.value };
}

async function chooseSeveral(
  { label, required, options, pack, unpack }: Input<'several'>,
  old: unknown,
  prompter: Prompter,
): Promise<{ value: unknown } | undefined> {
  const current = new Set<unknown>(unpack?.(old) ?? (Array.isArray(old) ? old : [old]));
  const choices = numbered(options);
  const initial = choices.flatMap(({ value, name }, index) =>
    current.has(options[index]!.value) || current.has(name) ? value : [],
  );
  const marked = await prompter.several({ message: label, choices, initial, required });
  if (marked === undefined) return undefined;
  const values = marked.map(index => options[Number(index)]!.value);
  if (pack) return { value: pack(values, old) };
  return { value: values.length > 0 ? values : undefined };
}
