import type { Row } from '../../wire/entities.ts';
import type { Command } from '../act.ts';
import { settingRow } from './keys.ts';

/** `pipeliner config list`: the settings. */
export const list: Command<{ showOrigin?: boolean }> = {
  name: 'list',
  summary: 'list the settings',
  flags: [{ flag: '--show-origin', summary: 'show where each is set, too' }],
  examples: ['config list', 'config list --show-origin'],
  writes: 'nothing',
  schemas: async () => (await import('./schemas.ts')).listSchemas,
  run: async (context, { flags: { showOrigin } }) => {
    const settings = await (await context.settings()).all();
    const paths = ['key', 'value', ...(showOrigin ? ['origin'] : [])];
    async function* rows(): AsyncGenerator<Row[]> {
      yield settings.map(setting => (showOrigin ? settingRow(setting) : { key: setting.key, value: setting.value }));
    }
    return {
      kind: 'records',
      columns: paths.map(path => ({ heading: path, path })),
      pages: rows(),
      footer: () => (settings.length === 0 ? 'Nothing is set. pipeliner config --help has the keys.' : undefined),
    };
  },
};
