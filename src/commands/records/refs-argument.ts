import type { ArgumentDefinition } from '../flags.ts';
import type { Noun } from '../lists/noun.ts';

/** The records that a verb is for. */
export const refsArgument = ({ singular, kind }: Noun): ArgumentDefinition => ({
  argument: '<ref...>',
  label: singular,
  means: 'name, e-mail or id',
  summary: 'ids, exact names, e-mails or links; - reads them from stdin, one a line',
  suggest: { records: kind.entity },
});
