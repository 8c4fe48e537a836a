import type { Command } from '../act.ts';

/** `pipeliner alias set <name> <line>`. */
export const set: Command = {
  name: 'set',
  summary: 'have a word of your own stand for the beginning of a command line',
  arguments: [
    { argument: '<name>', label: 'alias' },
    { argument: '<line>', label: 'line', means: 'a command and its flags in one value' },
  ],
  examples: ["alias set mine 'oppty list --mine'", "alias set week 'report forecast --closing this-week'"],
  writes: 'files',
  schemas: async () => (await import('./schemas.ts')).setSchemas,
  run: async (context, { args: [name = '', line = ''], program }) => {
    const { checkAlias } = await import('./check-alias.ts');
    const words = await checkAlias(program, name, line);
    const before = await (await context.aliases()).set(name, words);
    const notice =
      before === undefined || before === words ? `${name} is ${words}` : `${name} is ${words}. It was ${before}`;
    return { kind: 'record', row: { name, line: words }, fields: [], notice };
  },
};
