import { describe, expect, it } from 'vitest';
import { ENTITIES, relationNames, relationOf } from '../../src/wire/entities.ts';
import { fieldNames, unknownField } from '../../src/wire/fields.ts';
import { sharedSpace } from '../sandbox/space.ts';

const held = sharedSpace();

/** A field that the sandbox does not have: `fitness_description` is in the tutorial alone. */
const MISSING: Record<string, string[]> = { Opportunities: ['fitness_description'] };

describe.each(ENTITIES)('the documented fields of %s', entity => {
  const names = fieldNames(entity);

  it('are each there once, and known', () => {
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(unknownField(entity, name)).toBeUndefined();
    for (const name of relationNames(entity)) expect(names).toContain(name);
  });

  it('are those that the sandbox shows, apart from a few', async () => {
    const row = await held.space.row(`${entity}?first=1&include-deleted=true`);
    // The space's own fields pass, whatever their name.
    const shown = Object.keys(row).filter(name => !name.startsWith('cf_'));
    const unknown = shown.filter(name => unknownField(entity, name));
    expect(unknown).toEqual([]);
    expect(names.filter(name => !shown.includes(name))).toEqual(MISSING[entity] ?? []);
  });

  it('lead on: each relation, and the id behind it, can be asked for', async () => {
    for (const relation of relationNames(entity)) {
      const to = relationOf(entity, relation)!.to;
      for (const path of [relation, `${relation}.id`, `${relation}.${fieldNames(to).at(-1)}`]) {
        expect({ path, unknown: unknownField(entity, path) }).toEqual({ path });
      }
      const query = `first=1&expand=${relation}&load-only=id,${relation}.id`;
      const { status, body } = await held.space.get(`${entity}?${query}`);
      expect({ relation, status, keys: Object.keys(body.data[0]) }).toEqual({
        relation,
        status: 200,
        keys: expect.arrayContaining(['id', relation]),
      });
    }
  });
});

describe('a path', () => {
  it.each([
    ['Accounts', 'nmae', 'nmae'],
    ['Accounts', 'owner.nmae', 'nmae'],
    ['Opportunities', 'step.pipeline.steps.nmae', 'nmae'],
    ['Accounts', 'Name', 'Name'],
    ['Accounts', '', ''],
    ['Accounts', 'name.', ''],
    ['Accounts', 'cf_x..id', undefined],
    ['Accounts', 'picture..x', ''],
    ['Accounts', 'toString', 'toString'],
    ['Accounts', 'cf_anything.at.all', undefined],
    ['Accounts', 'owner.cf_x', undefined],
    ['Accounts', 'picture.anything', undefined],
    ['Opportunities', 'value.base_value', undefined],
    ['Contacts', 'account_relations.account.owner.default_unit.parent.name', undefined],
  ] as const)('of %s, %j, fails at %s', (entity, path, name) => {
    expect(unknownField(entity, path)?.name).toBe(name);
  });
});
