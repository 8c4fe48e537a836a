import type { Argument, Command, Option } from 'commander';
import { typeOf } from '../commands/flags.ts';
import { type Offer, offerOf } from '../commands/offers.ts';

/** What can stand where the cursor is. */
export interface Place {
  /** What stands before it in the same word: `--owner=`. */
  prefix: string;
  /** What the rest says so far. */
  typed: string;
  /** Values of a flag, or of an operand. */
  offer: Offer | undefined;
  commands: readonly Command[];
  flags: readonly Option[];
  /** The flags that were given with a value, by their long names, and the operands. */
  given: Readonly<Record<string, string | true>>;
  operands: readonly string[];
}

/** Finds the place of the word at the cursor in the tree of commands. */
export function placeOf(program: Command, before: readonly string[], typed: string): Place {
  const way = [program];
  const given: Record<string, string | true> = {};
  const operands: string[] = [];
  let pending: Option | undefined;
  let over = false;

  for (const word of before) {
    const last = way.at(-1)!;
    const option = over ? undefined : optionCalled(way, word);
    if (pending && (pending.required || !word.startsWith('-'))) {
      given[nameOf(pending)] = word;
      pending = undefined;
    } else if (!over && word === '--') {
      over = true;
    } else if (option) {
      const equals = word.startsWith('--') ? word.indexOf('=') : -1;
      given[nameOf(option)] = equals < 0 ? true : word.slice(equals + 1);
      pending = equals < 0 && takesValue(option) ? option : undefined;
    } else if (over || !word.startsWith('-')) {
      const sub = operands.length > 0 ? undefined : last.commands.find(one => isCalled(one, word));
      if (sub) way.push(sub);
      else operands.push(word);
    }
  }

  const at = { given, operands, prefix: '', typed, offer: undefined, commands: [], flags: [] };
  if (pending?.required) return { ...at, offer: offerOf(pending) };
  const equals = typed.startsWith('--') ? typed.indexOf('=') : -1;
  if (!over && equals > 0) {
    const option = optionCalled(way, typed);
    const prefix = typed.slice(0, equals + 1);
    return { ...at, prefix, typed: typed.slice(equals + 1), offer: option && offerOf(option) };
  }
  const flags = over ? [] : openFlags(way, given);
  if (!over && typed.startsWith('-')) return { ...at, flags };
  const optional = pending && offerOf(pending);
  if (optional) return { ...at, offer: optional };
  const last = way.at(-1)!;
  const commands =
    operands.length > 0
      ? []
      : last
          .createHelp()
          .visibleCommands(last)
          .filter(one => last.commands.includes(one));
  const operand = operandAt(way, operands.length);
  // Where nothing can stand but flags, they are worth telling.
  const bare = commands.length === 0 && !operand && typed === '';
  return { ...at, commands, offer: operand && offerOf(operand), flags: bare ? flags : [] };
}

/** The commands whose flags count: those on the way, and the one that runs when no other is named. */
function inForce(way: readonly Command[]): readonly Command[] {
  const last = way.at(-1)!;
  const { _defaultCommandName: name } = last as unknown as { _defaultCommandName?: string | null };
  const silent = last.commands.find(one => one.name() === name);
  return silent ? [...way, silent] : way;
}

function optionCalled(way: readonly Command[], word: string): Option | undefined {
  const name = word.startsWith('--') ? word.split('=', 1)[0]! : word;
  return inForce(way)
    .flatMap(command => command.options)
    .find(({ long, short }) => name === long || name === short);
}

function openFlags(way: readonly Command[], given: Place['given']): Option[] {
  const [, ...below] = inForce(way).toReversed();
  const [command] = inForce(way).slice(-1);
  const help = command!.createHelp();
  const own = help.visibleOptions(command!);
  const above = below.flatMap(one => one.options.filter(({ hidden }) => !hidden));
  return [...own, ...above].filter(option => given[nameOf(option)] === undefined || typeOf(option).type === 'array');
}

function operandAt(way: readonly Command[], at: number): Argument | undefined {
  const { registeredArguments: all } = inForce(way).at(-1)!;
  return all[at] ?? (all.at(-1)?.variadic ? all.at(-1) : undefined);
}

const isCalled = (command: Command, word: string) => command.name() === word || command.aliases().includes(word);
const takesValue = ({ required, optional }: Option) => required || optional;
const nameOf = ({ long, short }: Option) => long ?? short ?? '';
