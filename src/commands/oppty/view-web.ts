import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { usage } from '../../errors.ts';
import { textOf } from '../../values/text-of.ts';
import { findOpportunity } from './find-opportunity.ts';
import { openAddress } from './open-address.ts';

/** Opens an opportunity in the web app, by the address form of the setting, and gives its address. */
export async function viewWeb(context: Context, ref: string): Promise<Answer> {
  const form = await (await context.settings()).get('web-link');
  if (!form) {
    throw usage('The address of the web app is not set', {
      ...{ flag: '--web', hint: 'Copy the address of an opportunity, and write {id} in place of its id:' },
      command: ['config', 'set', 'web-link', 'https://.../{id}'],
    });
  }
  const { id } = await findOpportunity(context, ref);
  const url = form.value.replaceAll('{id}', encodeURIComponent(textOf(id)));
  const hasBrowser = await openAddress(url, context.host);
  if (hasBrowser) await context.say('Opening it in the browser.');
  return { kind: 'text', text: url, row: { url, opened: hasBrowser } };
}
