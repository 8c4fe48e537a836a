import { usage } from '../../errors.ts';
import type { Command } from '../act.ts';

/** `pipeliner sandbox tour`: the lists and a create, one after the other. */
export const tour: Command = {
  name: 'tour',
  summary: 'show the product in a minute, on the built-in space',
  examples: ['sandbox tour'],
  writes: 'files',
  run: async ({ canPrompt: mayAsk, host, format }) => {
    if (format !== undefined) throw usage('The tour is for reading: it has no other format', { flag: '--format' });
    const person = mayAsk && host.stdout.isTTY;
    // Through a pipe the tables are the show.
    const always = ['--sandbox', ...(host.stdout.isTTY ? [] : ['--format', 'table'])];
    const lists = LISTS.map(noun => ({ words: [...always, noun, '--limit', '3'] }));
    const create = { words: [...always, 'oppty', 'create'], ...(person ? {} : { typed: TYPED }) };
    return { kind: 'commands', commands: [...lists, create], notice: NEXT.join('\n') };
  },
};

const LISTS = ['pipelines', 'accounts', 'contacts'];

/** What is answered where nobody can be asked, a line for each question. */
const TYPED = [
  ...['john doe', '', 'Test Pipeline', 'First', 'ziemann and sons', '', 'Ida Ziemann', 'New machine'],
  ...['12500', 'USD', '+30d', 'No more fields', ''],
];

const NEXT = [
  'What to try next:',
  '  pipeliner --sandbox oppty create   answer the questions yourself',
  '  pipeliner --sandbox accounts --search ziemann --json',
  '  pipeliner auth login               your own space',
  '  pipeliner help                     everything else',
];
