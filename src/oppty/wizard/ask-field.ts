import type { Choice, Prompter } from '../../terminal/prompts/prompter.ts';
import type { ParseResult } from '../draft/plain-fields.ts';
import { type FieldInput, type FieldOption, formatField } from '../draft/space-fields.ts';

const NONE = 'none';
const DONE = 'done';

/** The choice to say nothing of a field. */
export const LEAVE: Choice = { value: NONE, name: 'leave it to the server' };

/**
 * Asks for a field in its form, `old` being what is held or offered, or `left` that nothing is. Gives the value, which
 * may be undefined for none, or undefined to go back.
 */
export async function askField(
  form: FieldInput,
  old: unknown,
  left: boolean,
  prompter: Prompter,
): Promise<{ value: unknown } | undefined> {
  if (form.kind !== 'line') {
    const { kind, options } = form;
    return kind === 'one' ? chooseOne(form, options, old, left, prompter) : chooseSeveral(form, options, old, prompter);
  }
  const { read: readLine, means: preview } = form;
  const initial = old === undefined ? undefined : formatField(form, old);
  const read = (text: string): ParseResult<unknown> => {
    if (text === initial) return { value: old };
    if (text.trim() !== '') return readLine(text);
    return form.required ? { problem: 'Something has to stand here.' } : { value: undefined };
  };
  const message = initial === undefined || form.required ? form.label : `${form.label}, empty for none`;
  const check = (text: string) => {
    const answer = read(text);
    return 'problem' in answer ? answer.problem : undefined;
  };
  const text = await prompter.text({ message, initial, check, preview });
  if (text === undefined) return undefined;
  const answer = read(text);
  if ('problem' in answer) throw new Error(answer.problem);
  const meaning = preview?.(text);
  if (meaning && text !== initial && text.trim() !== formatField(form, answer.value))
    await prompter.note(`  ${meaning}`);
  return answer;
}

/** Options by their number: what they stand for may be anything. */
const numbered = (options: readonly FieldOption[], nameOf = ({ name }: FieldOption) => name): Choice[] =>
  options.map((option, index) => ({ value: String(index), name: nameOf(option) }));

async function chooseOne(
  { label, required }: FieldInput,
  options: readonly FieldOption[],
  old: unknown,
  left: boolean,
  prompter: Prompter,
): Promise<{ value: unknown } | undefined> {
  // Who gave an option by its name meant the option.
  const held = options.findIndex(({ value, name }) => value === old || name === old);
  const choices = [...numbered(options), ...(required ? [] : [LEAVE])];
  const initial = held >= 0 ? String(held) : left && !required ? NONE : undefined;
  const chosen = await prompter.choose({ message: label, choices, initial });
  if (chosen === undefined) return undefined;
  return { value: chosen === NONE ? undefined : options[Number(chosen)]!.value };
}

/** Options that are marked one by one, until it is enough. */
async function chooseSeveral(
  { label, required }: FieldInput,
  options: readonly FieldOption[],
  old: unknown,
  prompter: Prompter,
): Promise<{ value: unknown } | undefined> {
  const held = new Set<unknown>(Array.isArray(old) ? old : [old]);
  let initial: string | undefined;
  for (;;) {
    const marked = options.filter(({ value, name }) => held.has(value) || held.has(name));
    const names = marked.map(({ name }) => name).join(', ');
    const done: Choice = { value: DONE, name: names ? `go on with ${names}` : 'none, go on' };
    const all = numbered(options, option => `[${marked.includes(option) ? 'x' : ' '}] ${option.name}`);
    const choices = marked.length === 0 && required ? all : [done, ...all];
    const chosen = await prompter.choose({ message: label, choices, initial });
    if (chosen === undefined) return undefined;
    if (chosen === DONE) {
      return { value: marked.length === 0 ? undefined : marked.map(({ value }) => value) };
    }
    const option = options[Number(chosen)]!;
    for (const one of [option.value, option.name]) held.delete(one);
    if (!marked.includes(option)) held.add(option.value);
    initial = chosen;
  }
}
