import { describe, expect, it } from 'vitest';
import { useFakeSpace, useHome } from '../support/hooks.ts';
import { createLine } from '../support/opportunity.ts';
import { run } from '../support/run.ts';

// The letters beyond ASCII that stand in the sources: the built program must read its own file as what it is, UTF-8.

const home = useHome('all');
const space = useFakeSpace('all');

describe.concurrent('an amount', () => {
  it.each([
    ['a typographic apostrophe', '12’500', 12500],
    ['a plain apostrophe', "12'500.50", 12500.5],
    ['no-break spaces', '12\u00a0500,50', 12500.5],
    ['narrow no-break spaces', '12\u202f500,50', 12500.5],
    ['thin spaces', '12\u2009500,50', 12500.5],
  ])('may be grouped by %s', async (_, typed, expected) => {
    const { code, stdout } = await run(createLine({ '--value': typed }, '--dry-run', '--json'), { home });
    expect(code).toBe(0);
    expect(JSON.parse(stdout).body.value.base_value).toBe(expected);
  });

  it('may have the sign of mathematics for a minus', async () => {
    const { code, stdout } = await run(createLine({ '--value': '\u221212500' }, '--dry-run', '--json'), {
      home,
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout).body.value.base_value).toBe(-12500);
  });

  it('in another currency than --currency says is refused', async () => {
    const { code, stderr } = await run(createLine({ '--value': 'EUR 12’500' }, '--dry-run'), { home });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('The value is in EUR, and --currency says USD'),
    });
  });
});

describe('a cell of CSV', () => {
  it.each(['=', '+', '-', '@', '＝', '＋', '－', '＠'])('is no formula when it begins with %s', async sign => {
    space.records.Accounts = [
      { id: '1', name: `${sign}1+1` },
      { id: '2', name: `Acme ${sign}1+1` },
    ];
    const { code, stdout, stderr } = await run(['accounts', '--format', 'csv'], { home, env: space.env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const names = stdout.split('\n').map(line => line.split(',')[1]);
    expect(names.slice(1, 3)).toEqual([`'${sign}1+1`, `Acme ${sign}1+1`]);
  });

  it.each(['â', 'ï', '¼', '½'])('is left alone when it begins with %s, a byte of those', async letter => {
    space.records.Accounts = [{ id: '1', name: `${letter}1` }];
    const { stdout } = await run(['accounts', '--format', 'csv'], { home, env: space.env });
    expect(stdout.split('\n')[1]!.split(',')[1]).toBe(`${letter}1`);
  });
});
