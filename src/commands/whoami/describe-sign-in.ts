import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { findRecords } from '../../records/find.ts';
import { KINDS, text } from '../../records/kinds.ts';
import type { Row } from '../../wire/entities.ts';
import { describeSource } from '../auth/sign-in-source.ts';

/** Signs in, and tells as whom and where. */
export async function describeSignIn(context: Context): Promise<Answer> {
  const { space, origin: url, username } = await context.access();
  const client = await context.client();
  const sign_in = await describeSource(context);
  const setting = await (await context.settings()).get('default-owner');
  const { nameOf } = KINDS.client;
  // Without a name to look for, one client is read all the same: a sign-in that was not tried says little.
  const found = setting
    ? await findRecords(client, KINDS.client, setting.value)
    : (await client.list('Clients', { first: 1 })).rows;
  const [only] = setting && found.length === 1 ? found : [];
  const me: Row | null = only ? { id: text(only, 'id'), name: nameOf(only), email: text(only, 'email') } : null;
  const fields = { space, url, username, 'sign-in': sign_in, ...(me ? { me: `${me.name} (${me.email})` } : {}) };
  return {
    kind: 'record',
    row: { space, url, username, sign_in, me },
    fields: Object.entries(fields),
    ...(me ? {} : { notice: describeNobody(context, setting?.value, found.length) }),
  };
}

function describeNobody(context: Context, name: string | undefined, count: number): string {
  const set = context.commandLine(['config', 'set', 'default-owner', '<e-mail, name or id>']);
  if (name === undefined) return `Nobody is set as 'me'. Say who you are:\n  ${set}`;
  return `${count === 0 ? 'Nobody is' : `${count} clients are`} called '${name}', as default-owner says. Say who you are:\n  ${set}`;
}
