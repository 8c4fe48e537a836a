import { describe, expect, it } from 'vitest';
import { documentedFields } from '../../src/export/documented-fields.ts';
import { toExportRow } from '../../src/export/export-row.ts';
import { createFieldTypes } from '../../src/export/field-types.ts';
import { startSandbox } from '../../src/sandbox/http/server.ts';
import { COMMON_FIELDS, FIELD_SPECS } from '../../src/sandbox/rules/field-specs.ts';
import { ENTITIES } from '../../src/wire/entities.ts';
import { parseJson } from '../../src/wire/json.ts';
import { useFolder } from '../support/hooks.ts';

const folder = useFolder();

/** What the sandbox's own table of the contract says of each kind of field. */
const TYPE_OF_KIND = {
  ...{ text: ['text'], id: ['text'], one: ['text'], integer: ['integer'], number: ['number', 'decimal'] },
  ...{ flag: ['boolean'], date: ['day'], moment: ['time'], money: ['value'], many: ['ids'], any: ['json', 'ids'] },
};

describe.each(ENTITIES)('the documented fields of %s', entity => {
  it('have the types that the server checks them by', () => {
    const specs = { ...COMMON_FIELDS, ...FIELD_SPECS[entity] };
    const wrong = documentedFields(entity).flatMap(({ name, type }) => {
      const spec = specs[name];
      return !spec || TYPE_OF_KIND[spec.kind].includes(type) ? [] : [`${name} is ${spec.kind}, not ${type}`];
    });
    expect(wrong).toEqual([]);
  });
});

it('have room for every record of a space, and name all of its fields but its own', async () => {
  const sandbox = await startSandbox({ statePath: `${folder.path}/sandbox.json`, now: () => new Date() });
  const headers = { authorization: `Basic ${btoa(`${sandbox.username}:${sandbox.password}`)}` };
  let count = 0;
  try {
    for (const entity of ENTITIES) {
      const documented = documentedFields(entity);
      const types = createFieldTypes(documented);
      const url = `${sandbox.url}/api/v100/rest/spaces/${sandbox.space}/entities/${entity}?first=100`;
      const { data } = parseJson(await (await fetch(url, { headers })).text()) as { data: Record<string, unknown>[] };
      for (const row of data) types.learn(toExportRow(entity, row));
      count += data.length;
      const all = types.all().filter(({ name }) => !name.startsWith('cf_'));
      expect(all, entity).toEqual(documented);
    }
  } finally {
    await sandbox.close();
  }
  expect(count).toBeGreaterThan(100);
});
