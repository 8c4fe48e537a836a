import { describe, expect, it } from 'vitest';
import { CliError } from '../../src/errors.ts';
import { createOpportunity } from '../../src/oppty/create-opportunity.ts';
import type { Draft } from '../../src/oppty/draft/draft.ts';
import { ENTER, fakeLookups, fakePerson, fakeTools } from '../support/create-tools.ts';
import { DEAL } from '../support/deals.ts';

const inputOf = (draft: Draft) => ({ draft, commandAnswers: draft, defaults: [], problems: [] });
const { name: _, ...NAMELESS } = DEAL;

describe('an opportunity', () => {
  it('by flags alone takes one pass and no question', async () => {
    const tools = fakeTools();
    expect(await createOpportunity(inputOf(DEAL), tools)).toMatchObject({ kind: 'created', wasAsked: false });
    expect(tools.sent).toHaveLength(1);
  });

  it('says what is unusual about it before it is sent, and in a review instead', async () => {
    const said: string[] = [];
    const unusual = { ...DEAL, value: '-0.125', closing_date: '2026-01-19' };
    const say = async (text: string) => void said.push(`${text} ${tools.sent.length} sent`);
    let tools = fakeTools({ say });
    await createOpportunity(inputOf(unusual), tools);
    expect(said).toEqual([
      'The value is negative: -0.125. 0 sent',
      'The value -0.125 has 3 decimals, but USD has 2 decimals. 0 sent',
      'The closing date 2026-01-19 is in the past. 0 sent',
    ]);
    tools = fakeTools({ say, person: fakePerson(['A name', ENTER, ENTER]).person });
    await createOpportunity(inputOf({ ...unusual, name: undefined }), tools);
    expect([said.length, tools.sent.length]).toEqual([3, 1]);
  });

  it('is asked for, looked up, reviewed and sent', async () => {
    const { person, questions } = fakePerson(['A name', ENTER, ENTER]);
    const tools = fakeTools({ person });
    expect(await createOpportunity(inputOf(NAMELESS), tools)).toMatchObject({ kind: 'created', wasAsked: true });
    expect(questions).toEqual(['Opportunity name', 'More fields', 'Create this opportunity?']);
    expect(tools.sent).toMatchObject([{ name: 'A name' }]);
  });

  it('that is refused opens its question again, and is sent once more', async () => {
    const { person, questions } = fakePerson(['Taken', ENTER, ENTER, 'Free', ENTER]);
    const create = async (body: object) => {
      if (!('name' in body) || body.name !== 'Free') throw new CliError('REJECTED', 'Taken.', { field: 'name' });
      return body as Record<string, unknown>;
    };
    const tools = fakeTools({ person, create });
    expect(await createOpportunity(inputOf(NAMELESS), tools)).toMatchObject({ kind: 'created' });
    expect(questions.slice(3)).toEqual(['Opportunity name', 'Create this opportunity?']);
    expect(tools.sent).toHaveLength(2);
  });

  it('with problems is neither asked for nor sent', async () => {
    const tools = fakeTools();
    const created = createOpportunity(inputOf({ ...DEAL, owner: { words: 'Nobody' } }), tools);
    await expect(created).rejects.toMatchObject({ code: 'NOT_FOUND', flag: '--owner' });
    expect(tools.sent).toEqual([]);
  });

  it('that the user stops has its last answers', async () => {
    const { person } = fakePerson(['A name']);
    expect(await createOpportunity(inputOf(NAMELESS), fakeTools({ person }))).toMatchObject({
      ...{ kind: 'stopped', error: { code: 'INTERRUPTED' }, draft: { name: 'A name' } },
    });
  });

  it('that has its client key already is not created again', async () => {
    const row = { id: 'old', cf_key: 'K1' };
    const { lookups } = fakeLookups({
      fields: async () => [{ api_name: 'cf_key', label: 'Key', required: false, options: [] }],
    });
    const tools = fakeTools({ lookups, clientKey: { field: 'cf_key', key: 'K1' } });
    const client = { ...tools.client, list: async () => ({ rows: [row], next: undefined }) };
    const result = await createOpportunity(inputOf(DEAL), { ...tools, client } as unknown as typeof tools);
    expect([result, tools.sent]).toMatchObject([{ kind: 'existing', record: row, wasAsked: false }, []]);
  });
});
