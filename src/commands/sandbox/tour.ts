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
    const lists = LISTS.map(noun => ({ words: [...always, noun, '--limit', '5'] }));
    const create = { words: [...always, 'oppty', 'create', ...(person ? [] : DEAL)], repeatAsJson: true };
    return { kind: 'commands', commands: [...lists, create] };
  },
};

const LISTS = ['clients', 'pipelines', 'accounts', 'contacts', 'currencies'];
const DEAL = [
  ...['--owner', 'john.doe@example.com', '--pipeline', 'Test Pipeline', '--step', 'First'],
  ...['--account', 'info@ziemann-and-sons.de', '--name', 'New Opportunity'],
  ...['--value', '12500', '--currency', 'USD', '--closing-date', '+30d'],
];
