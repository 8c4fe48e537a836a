import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { useFakeSpace, useFolder } from '../../support/hooks.ts';
import { runHere } from '../../support/host.ts';

const space = useFakeSpace();
beforeEach(() => {
  space.records.Opportunities = [];
  const own = { entity_name: 'Opportunity', system_required: true };
  space.records.Fields = [
    {
      ...own,
      id: 'f1',
      api_name: 'cf_kind',
      name: 'Kind',
      type_id: 'dropdown',
      data_set: [{ id: 'k1', option_name: 'New' }],
    },
    { ...own, id: 'f2', api_name: 'cf_no', name: 'Number', type_id: 'input' },
    { ...own, id: 'f3', api_name: 'cf_vip', name: 'VIP', type_id: 'checkbox' },
  ];
});

const LINE = [
  ...['oppty', 'create', '--name', 'A deal', '--owner', 'jane@example.com', '--step', 'Opening', '--account', 'Acme'],
  ...['--no-contact', '--value', '100', '--closing-date', '2026-12-31', '--json'],
];
const create = (...more: string[]) => runHere([...LINE, ...more], { env: space.env });
const details = ({ stderr }: { stderr: string }) => {
  const { error } = JSON.parse(stderr.trimEnd().split('\n').at(-1)!);
  return error.details ?? [error];
};

describe('fields that the space demands', () => {
  it('are named by --dry-run, each with the way to give it', async () => {
    const ended = await create('--dry-run');
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(details(ended)).toMatchObject([
      {
        code: 'MISSING_INPUT',
        field: 'cf_kind_id',
        flag: '--set',
        hint: "Write --set 'cf_kind=<option>'. Options: New.",
      },
      { code: 'MISSING_INPUT', field: 'cf_no', flag: '--set', hint: "Write --set 'cf_no=<text>'." },
      { code: 'MISSING_INPUT', field: 'cf_vip', flag: '--set', hint: "Write --set 'cf_vip:=true'." },
    ]);
    expect(space.created).toEqual([]);
  });

  it('are named together with all else that is wrong', async () => {
    expect(
      details(await create('--dry-run', '--account', 'Nowhere')).map(({ flag }: { flag: string }) => flag),
    ).toEqual([...['--account', '--set', '--set', '--set']]);
  });

  it.each([
    ['have values', ['--set', 'cf_kind_id=k1', '--set', 'cf_no=7', '--set', 'cf_vip:=false']],
    [
      'have values, one as the client key',
      ['--set', 'cf_kind_id=k1', '--client-key', 'cf_no=7', '--set', 'cf_vip:=true'],
    ],
    ['are none of what is checked', ['--validation-level', 'system-only']],
    ['did not change', ['--validation-level', 'changed-only']],
  ])('are not missed where they %s', async (_, flags) => {
    expect(await create('--dry-run', ...flags)).toMatchObject({ code: 0 });
  });

  it('are missed all the same where read-only ones may be written', async () => {
    expect(await create('--dry-run', '--validation-level', 'override-read-only')).toMatchObject({ code: 2 });
  });

  it('are for the server to miss when something is sent', async () => {
    expect(await create()).toMatchObject({ code: 0 });
    expect(space.created).toHaveLength(1);
  });

  it.each([403, 404])('are nobody knows which, where the list of fields is refused with %s', async status => {
    space.on('GET /Fields', { status, body: { success: false, message: 'No.', http_status: status } });
    expect(await create('--dry-run')).toMatchObject({ code: 0 });
  });
});

describe('a file', () => {
  const folder = useFolder('each');
  const createFrom = (body: string, flags: readonly string[] = []) => {
    const path = join(folder.path, 'deal.json');
    writeFileSync(path, body);
    return runHere(['oppty', 'create', '--from', path, ...flags, '--json'], { env: space.env });
  };

  it('that is broken is the whole answer', async () => {
    const ended = await createFrom('{"name":"X",}');
    expect(ended).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/deal\.json is not JSON: .*line 1, column 13/),
    });
    expect(ended.stderr).not.toContain('Missing');
  });

  it.each([
    ['', []],
    ['beside an answer that is complete, ', LINE.slice(2, -1)],
  ])('with a typing error %sis blamed itself', async (_, flags) => {
    const ended = await createFrom('{"valu":{"base_value":1}}', flags);
    expect(ended).toMatchObject({ code: 2, stderr: expect.not.stringContaining('valu:=') });
    expect(details(ended)).toContainEqual(
      expect.objectContaining({ field: 'valu', flag: '--from', hint: "Did you mean 'value'?" }),
    );
  });

  it('of another client is told to be read without its revision', async () => {
    const ended = await createFrom('{"revision":1}', LINE.slice(2, -1));
    expect(ended).toMatchObject({ code: 0, stderr: expect.stringContaining('The revision is left out') });
    expect(space.created).toMatchObject([expect.not.objectContaining({ revision: 1 })]);
  });
});
