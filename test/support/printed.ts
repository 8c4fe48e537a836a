import type { Answer, Format } from '../../src/answer.ts';
import { render } from '../../src/terminal/output/render.ts';
import type { Row } from '../../src/wire/entities.ts';
import { fakeOutput } from './fake-output.ts';

/** A list of one page; each column is a heading with the path of its values. */
export const listOf = (rows: readonly Row[], columns: Readonly<Record<string, string>>): Answer => ({
  kind: 'records',
  columns: Object.entries(columns).map(([heading, path]) => ({ heading, path })),
  pages: (async function* () {
    yield rows;
  })(),
});

/** The text of an answer, in ASCII and without colours: on a terminal of so many columns, or through a pipe. */
export async function printed(answer: Answer, format: Format, columns?: number): Promise<string> {
  const out = fakeOutput(columns);
  await render(answer, { out, format, colour: false, ascii: true, now: new Date() });
  return out.text;
}
