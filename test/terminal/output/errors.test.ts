import { describe, expect, it } from 'vitest';
import { CliError, interrupted, problemsError, usage } from '../../../src/errors.ts';
import { formatBug, formatError } from '../../../src/terminal/output/errors.ts';

const lines = (...all: string[]) => all.map(line => `${line}\n`).join('');
const formatCommand = (words: readonly string[]) => `pipeliner ${words.join(' ')}`;
const human = { machine: false, colour: false, debug: false, formatCommand };
const machine = { ...human, machine: true };
const lastLine = (text: string) => JSON.parse(text.split('\n').at(-2)!);

const several = problemsError([
  {
    code: 'AMBIGUOUS',
    message: "'Jane' could be any of 2 clients.",
    field: 'owner_id',
    flag: '--owner',
    candidates: [
      { id: 'id-1', name: 'Jane Doe' },
      { id: 'id-2', name: 'Jane\u001b[2J Roe' },
    ],
    hint: 'Give the id.',
  },
  { code: 'USAGE', message: 'There is no 2026-02-30: February 2026 has 28 days', field: 'closing_date' },
  { code: 'MISSING_INPUT', message: 'Something is missing.' },
]);

describe('an error', () => {
  it('says what happened, to which flag, and what to do next', () => {
    const error = usage("'1e3' is not an amount", { field: 'value', flag: '--value', hint: 'Write it out.' });
    expect(formatError(error, human)).toBe(lines("Error: '1e3' is not an amount (--value)", 'Write it out.'));
  });

  it('ends its hint with the command that helps', () => {
    const error = usage('No account', { hint: 'To see them all:', command: ['accounts'] });
    expect(formatError(error, human)).toBe(lines('Error: No account', 'To see them all:', '    pipeliner accounts'));
    expect(lastLine(formatError(error, machine)).error.hint).toBe('To see them all:\n  pipeliner accounts');
  });

  it('is broken between words on a narrow terminal, and its command is not', () => {
    const error = usage('There is no step of that name here', {
      hint: 'To see all of the steps:',
      command: ['steps', '--all'],
    });
    expect(formatError(error, { ...human, columns: 20, colour: true })).toBe(
      lines(
        '\u001b[1m\u001b[31mError:\u001b[39m\u001b[22m There is no',
        'step of that name',
        'here',
        'To see all of the',
        'steps:',
        '    pipeliner steps --all',
      ),
    );
    expect(lastLine(formatError(error, { ...machine, columns: 20 })).error.message).toBe(error.message);
  });

  it('names the field where there is no flag, and nothing twice', () => {
    expect(formatError(usage('Too long', { field: 'name' }), human)).toBe(lines('Error: Too long (name)'));
    const required = new CliError('REJECTED', 'The field is required.', { flag: '--set', field: 'cf_no' });
    expect(formatError(required, human)).toBe('Error: The field is required. (--set cf_no)\n');
    const list = usage('cf_region is a list.', { flag: '--set', field: 'cf_region' });
    expect(formatError(list, human)).toBe('Error: cf_region is a list. (--set)\n');
    expect(formatError(usage('--all needs no value', { flag: '--all' }), human)).toBe(
      lines('Error: --all needs no value'),
    );
  });

  it('of several problems tells each with its flag, its candidates and its hint', () => {
    expect(formatError(several, human)).toBe(
      lines(
        'Error: 3 problems, nothing was sent',
        "  --owner: 'Jane' could be any of 2 clients.",
        '    id-1  Jane Doe',
        '    id-2  Jane\\e[2J Roe',
        '    Give the id.',
        '  closing_date: There is no 2026-02-30: February 2026 has 28 days',
        '  Something is missing.',
      ),
    );
  });

  it('of one problem tells it once, with its candidates', () => {
    const only = problemsError(several.details!.slice(0, 1));
    expect(formatError(only, human)).toBe(
      lines(
        "Error: 'Jane' could be any of 2 clients. (--owner)",
        '  id-1  Jane Doe',
        '  id-2  Jane\\e[2J Roe',
        'Give the id.',
      ),
    );
  });

  it('keeps the lines of a message together and clean', () => {
    const error = new CliError('REJECTED', 'No\r\nError: \u202efake', { hint: 'Try:\n  pipeliner accounts' });
    expect(formatError(error, human)).toBe(
      lines('Error: No\\r', '  Error: \\u{202e}fake', 'Try:', '    pipeliner accounts'),
    );
  });

  it('is cut for people where a server says more than anybody reads, and whole for machines', () => {
    const endless = `no${'\u{1f600}'.repeat(1_000_000)}`;
    const details = Array.from({ length: 1000 }, (_, i) => ({
      code: 'REJECTED' as const,
      message: endless,
      field: `f${i}`,
      candidates: [{ id: '1', name: endless }],
    }));
    const told = formatError(new CliError('REJECTED', 'The server refused 1000 fields', { details }), human);
    expect(told.length).toBeLessThan(200_000);
    expect(told).toMatch(/^ {2}f49: no(\u{1f600})+…$/mu);
    expect(told).toMatch(/^ {2}and 950 more$/m);
    const one = new CliError('REJECTED', endless, { details: [{ ...details[0]!, message: endless }] });
    expect(formatError(one, human)).toMatch(/^Error: no(\u{1f600}){999}…\n {2}1 {2}no(\u{1f600})+…\n$/u);
    expect(lastLine(formatError(one, machine)).error.message).toBe(endless);
  });

  it('is red at its start in colour', () => {
    expect(formatError(usage('No'), { ...human, colour: true })).toBe(
      lines('\u001b[1m\u001b[31mError:\u001b[39m\u001b[22m No'),
    );
  });

  it('is no error when the user stopped it', () => {
    expect(formatError(interrupted('Nothing was created.'), human)).toBe(lines('Nothing was created.'));
  });

  it('has a stack only for debugging, with its causes', () => {
    const error = new CliError('UNREACHABLE', 'No answer', { cause: new Error('ECONNREFUSED') });
    expect(formatError(error, human)).not.toContain('    at ');
    const told = formatError(error, { ...human, debug: true });
    expect(told).toMatch(/^Error: No answer\n {2}CliError: No answer\n {8}at /);
    expect(told).toContain('caused by Error: ECONNREFUSED\n');
  });
});

describe('an error for machines', () => {
  it('ends with one line of JSON, keys that do not apply left out', () => {
    const error = new CliError('UNREACHABLE', 'No answer', { retrySafe: true });
    expect(formatError(error, machine)).toBe(
      lines('Error: No answer', '{"error":{"code":"UNREACHABLE","message":"No answer","exit":8,"retry_safe":true}}'),
    );
  });

  it('has every key there is', () => {
    const error = new CliError('REJECTED', 'No', {
      field: 'name',
      flag: '--name',
      hint: 'Shorten it',
      status: 500,
      retrySafe: false,
      details: [{ code: 'REJECTED', message: 'Too long', field: 'name' }],
    });
    expect(formatError(error, machine).split('\n').at(-2)).toBe(
      '{"error":{"code":"REJECTED","message":"No","exit":7,"field":"name","flag":"--name","hint":"Shorten it",' +
        '"status":500,"retry_safe":false,"details":[{"code":"REJECTED","message":"Too long","field":"name"}]}}',
    );
  });

  it('has each problem with its candidates, as they are', () => {
    const { error } = lastLine(formatError(several, machine));
    expect(error.details).toEqual(several.details);
    expect(error.details[0].candidates[1].name).toBe('Jane\u001b[2J Roe');
  });

  it('keeps the line last under debug', () => {
    expect(lastLine(formatError(usage('No'), { ...machine, debug: true }))).toEqual({
      error: { code: 'USAGE', message: 'No', exit: 2 },
    });
  });
});

describe('a bug', () => {
  it('says that it is ours, how to report it, and where it happened', () => {
    const told = formatBug(new TypeError('x is not a \u001bfunction'), { machine: false, version: '1.2.3' });
    expect(told).toMatch(
      /^Error: This is a bug of pipeliner 1\.2\.3, nothing you did wrong\.\nPlease report it with the command you ran and this text:\n {2}TypeError: x is not a \\efunction\n {8}at /,
    );
  });

  it('is one line of JSON for machines, at the end', () => {
    const told = formatBug(new TypeError('x is not a function'), { machine: true, version: '1.2.3' });
    expect(lastLine(told)).toEqual({
      error: {
        code: 'BUG',
        message: 'This is a bug of pipeliner 1.2.3, nothing you did wrong: TypeError: x is not a function',
        exit: 1,
        hint: 'Please report it with the command you ran and this text',
      },
    });
  });

  it.each([
    ['text', 'text'],
    [undefined, 'undefined'],
    [null, 'null'],
    [Object.create(null), '[Object: null prototype] {}'],
  ])('can be anything that was thrown: %j', (thrown, shown) => {
    expect(formatBug(thrown, { machine: false, version: '1' })).toContain(`\n  ${shown}\n`);
  });
});
