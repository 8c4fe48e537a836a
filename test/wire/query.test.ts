import { describe, expect, it } from 'vitest';
import { formatQuery, isOperator, OPERATORS, parseQuery, type Query, QueryError } from '../../src/wire/query.ts';

describe('a query', () => {
  it.each<[Query, string]>([
    [{}, ''],
    [{ filter: [], expand: [], orderBy: [], loadOnly: [] }, ''],
    [
      { filter: [{ field: 'name', op: 'contains', value: 'Test Pipeline' }] },
      'filter-op%5Bname%5D=contains&filter%5Bname%5D=Test%20Pipeline',
    ],
    [{ filter: [{ field: 'email', value: 'john.doe+x@example.com' }] }, 'filter%5Bemail%5D=john.doe%2Bx%40example.com'],
    [{ filter: [{ field: 'unit', op: 'null' }] }, 'filter-op%5Bunit%5D=null&filter%5Bunit%5D='],
    [
      { filter: [{ field: 'name', value: '100 % & = # ü 🚀' }] },
      'filter%5Bname%5D=100%20%25%20%26%20%3D%20%23%20%C3%BC%20%F0%9F%9A%80',
    ],
    [{ orderBy: ['created', '-modified'] }, 'order-by=created%2C-modified'],
    [{ loadOnly: ['id', 'owner.id'], expand: ['owner'] }, 'expand=owner&load-only=id%2Cowner.id'],
    [{ first: 100, last: 3 }, 'first=100&last=3'],
    [{ after: 'a+b/c==' }, 'after=a%2Bb%2Fc%3D%3D'],
    [{ includeDeleted: true }, 'include-deleted=true'],
    [{ includeDeleted: false }, 'include-deleted=false'],
    [{ validationLevel: 18, rollbackMethod: 0 }, 'validation-level=18&rollback-method=0'],
  ])('%j is written as documented', (given, text) => {
    expect(formatQuery(given)).toBe(text);
  });

  it('is read from an unescaped address too', () => {
    expect(parseQuery('filter-op[name]=contains&filter[name]=Test+Pipeline&expand=steps')).toEqual({
      filter: [{ field: 'name', op: 'contains', value: 'Test Pipeline' }],
      expand: ['steps'],
    });
  });

  it('takes an operator and its value in any order', () => {
    expect(parseQuery('filter[a]=1&filter[b]=2&filter-op[a]=gte')).toEqual({
      filter: [
        { field: 'a', value: '1', op: 'gte' },
        { field: 'b', value: '2' },
      ],
    });
  });

  it.each([
    ['first=ten', 'first'],
    ['first=-1', 'first'],
    ['first=1.5', 'first'],
    ['first=', 'first'],
    ['first=99999999999', 'first'],
    ['include-deleted=1', 'include-deleted'],
    ['include_deleted=true', 'include_deleted'],
    ['rollback-method=2', 'rollback-method'],
    ['validation-level=1', 'validation-level'],
    ['validation-level=31', 'validation-level'],
    ['validation-level=32', 'validation-level'],
    ['filter-op[name]=like', 'filter-op[name]'],
    ['filter[]=x', 'filter[]'],
    ['filter=x', 'filter'],
    ['limit=10', 'limit'],
    ['toString=1', 'toString'],
    ['constructor=1', 'constructor'],
    ['__proto__=1', '__proto__'],
  ])('%s is refused by name', (text, parameter) => {
    const read = () => parseQuery(text);
    expect(read).toThrow(QueryError);
    expect(read).toThrow(expect.objectContaining({ parameter }));
  });
});

it('has the nineteen operators of the contract and no other', () => {
  expect(OPERATORS).toHaveLength(19);
  for (const operator of OPERATORS) expect(isOperator(operator)).toBe(true);
  for (const other of ['', 'like', 'EQ', 'eq ', 'toString']) expect(isOperator(other)).toBe(false);
});
