import { describe, expect, it } from 'vitest';
import { terminalColumns } from '../src/host.ts';

describe('the width of a terminal', () => {
  it.each([
    ['is what it reports', 132, { COLUMNS: '60' }, 132],
    ['that reports 0 is what COLUMNS says', 0, { COLUMNS: '60' }, 60],
    ['that reports nothing is what COLUMNS says', undefined, { COLUMNS: '60' }, 60],
    ['that reports 0 is 80 without COLUMNS', 0, {}, 80],
    ['that reports 0 is 80 when COLUMNS is 0', 0, { COLUMNS: '0' }, 80],
    ['that reports 0 is 80 when COLUMNS is no number', 0, { COLUMNS: 'wide' }, 80],
  ])('%s', (_, reported, env, columns) => {
    expect(terminalColumns(reported, env)).toBe(columns);
  });
});
