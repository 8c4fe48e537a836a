import type { Command } from '../act.ts';

/** `pipeliner oppty view <ref>`: one opportunity. */
export const view: Command<{ fields?: string[] | true; web?: boolean }> = {
  name: 'view',
  aliases: ['get'],
  summary: 'show one opportunity, by id, exact name or link',
  arguments: [{ argument: '<ref>', label: 'opportunity', means: 'name or id', suggest: { records: 'Opportunities' } }],
  flags: [
    {
      flag: '--fields [names]',
      summary: 'fields to fetch and show, as a,b.c; without names: print the names there are',
      takes: { kind: 'list' },
      suggest: { fields: 'Opportunities' },
    },
    {
      flag: '--web',
      summary: 'open it in the web app, and print its address; see the setting web-link',
      conflicts: ['--fields'],
    },
  ],
  explanation: `<ref> is also the first characters of an id that this machine has listed: at least four, and as many as no other
listed id begins with. If they are the name of an opportunity, too, it is that one. --json prints the record as the API
has it; the notes are on the card alone.`,
  examples: [
    "oppty view 'Conveyor upgrade'",
    'oppty view 7d0c2d1f-de00-0122-2a39-28a7edf1dc66 --json',
    "oppty view 'Conveyor upgrade' --fields name,value,owner.name",
  ],
  writes: 'nothing',
  schemas: async () => (await import('./schemas.ts')).viewSchemas,
  run: async (context, { args: [ref = ''], flags }) => {
    if (flags.web) {
      const { viewWeb } = await import('./view-web.ts');
      return viewWeb(context, ref);
    }
    const { viewOpportunity } = await import('./view-opportunity.ts');
    return viewOpportunity(context, ref, flags.fields);
  },
};
