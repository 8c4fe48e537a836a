import { describe, expect, it } from 'vitest';
import { useFakeSpace, useHome } from '../support/hooks.ts';
import { createdIn, createLine, IDS } from '../support/opportunity.ts';
import { type Ended, errorObject, run, STACK_TRACE, start } from '../support/run.ts';
import { PASSWORD } from '../support/server.ts';
import { inTerminal } from '../support/terminal.ts';

const home = useHome('all');

const sandbox = (...args: string[]) => run(['--sandbox', ...args], { home });
const good = (stdout: string): Ended => ({ code: 0, signal: null, stdout, stderr: '' });

describe('--jq', () => {
  it.each([
    [['accounts', '--search', 'z']],
    [['clients', 'get', 'john.doe@example.com']],
    [['currencies', '--filter', 'code=none']],
    [['api', 'Currencies?first=2']],
    [['api', 'Accounts', '-f', 'name=x', '--dry-run']],
  ])('is given what --json prints: %s', async args => {
    const [json, jq] = await Promise.all([sandbox(...args, '--json'), sandbox(...args, '--jq', '.')]);
    expect(json.code).toBe(0);
    // Each sandbox has a port of its own.
    const parsed = (text: string) => JSON.parse(text.replaceAll(/127\.0\.0\.1:\d+/g, 'here'));
    expect(parsed(jq.stdout)).toEqual(parsed(json.stdout));
    expect({ ...jq, stdout: json.stdout }).toEqual(json);
    expect(jq.stdout.match(/\n/g)).toHaveLength(1);
  });

  it('prints strings as they are and the rest as JSON, a line each', async () => {
    const filter = '.[] | select(.is_base) | .code, {code}, [.is_base], null, 1, "x\\ty"';
    expect(await sandbox('currencies', '--jq', filter)).toEqual(good('USD\n{"code":"USD"}\n[true]\nnull\n1\nx\ty\n'));
  });

  it('is jq itself', async () => {
    const expected: Record<string, string> = {
      '[{"b": 1, "a": 2} | keys, to_entries[0]]': '[["a","b"],{"key":"b","value":1}]',
      '["a\\"b", "c\\td", null, 1] | @tsv': 'a"b\tc\\td\t\t1',
      '["a\\"b", 1] | @csv': '"a""b",1',
      '[.[:2][] | try tonumber catch "none"]': '["none","none"]',
      '[limit(3; repeat(1))]': '[1,1,1]',
      '12345678901234567890.123': '12345678901234567890.123',
      '1.50': '1.50',
      'group_by(.is_base) | map({(.[0].is_base | tostring): length}) | add | keys': '["false","true"]',
      '[.. | strings | select(test("^usd$"; "i"))] | unique': '["USD"]',
      'reduce .[] as {code: $code} (0; . + 1) == length': 'true',
      'empty, "last"': 'last',
    };
    const filter = Object.keys(expected).map(one => `(${one})`);
    const lines = Object.values(expected).map(one => `${one}\n`);
    expect(await sandbox('currencies', '--jq', filter.join(', '))).toEqual(good(lines.join('')));
  });

  it.each([
    ['-length | type', 'number\n'],
    ['empty', ''],
  ])('takes what looks like a flag or gives nothing: %s', async (filter, stdout) => {
    expect(await sandbox('currencies', '--jq', filter)).toEqual(good(stdout));
  });

  it('goes with --json and --format json, and with no other format', async () => {
    expect(await sandbox('accounts', '--json', '--jq=length')).toEqual(good('58\n'));
    expect(await sandbox('accounts', '--format', 'json', '--jq', 'length')).toEqual(good('58\n'));
    const refused = await sandbox('accounts', '--format', 'csv', '--jq', 'length');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(errorObject(refused)).toMatchObject({ code: 'USAGE', flag: '--jq' });
  });

  it('tells errors to programs, also those about flags', async () => {
    const ended = await sandbox('accounts', '--jq', '.', '--limit', 'x');
    expect(errorObject(ended)).toMatchObject({ code: 'USAGE', exit: 2, flag: '--limit' });
  });

  it.each([
    ['.[0].name.x', 'Cannot index string with string ("x")'],
    ['.[] | .name, error("no more")', 'no more'],
    ['.[] | .name | halt_error', 'Ziemann and Sons'],
  ])('prints nothing when it fails on the answer: %s', async (filter, words) => {
    const ended = await sandbox('accounts', '--jq', filter);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(errorObject(ended)).toEqual({
      code: 'USAGE',
      message: `The answer came, but jq failed on it: ${words}`,
      exit: 2,
      flag: '--jq',
    });
  });

  it('says so when its memory runs out', async () => {
    const ended = await sandbox('accounts', '--jq', '[range(1e8)] | length');
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(errorObject(ended)).toMatchObject({ code: 'USAGE', flag: '--jq', hint: expect.stringContaining('jsonl') });
    expect(ended.stderr).not.toMatch(STACK_TRACE);
    expect(ended.stderr).not.toContain('Aborted');
  });

  it('passes on what debug tells, on stderr', async () => {
    expect(await sandbox('accounts', '--jq', 'length | debug("\u001b[31m") | empty')).toEqual({
      ...good(''),
      stderr: '["DEBUG:","\\u001b[31m"]\n',
    });
  });

  it('is stopped by Ctrl-C, even if it would run for ever', async () => {
    const endless = start(['--sandbox', '--debug', 'currencies', '--jq', 'def f: f; f'], { home });
    await endless.until(({ stderr }) => stderr.includes('attempt 1'));
    endless.child.kill('SIGINT');
    const ended = await endless.ended;
    expect(ended).toMatchObject({ code: 130, signal: null, stdout: '' });
    expect(errorObject(ended)).toMatchObject({ code: 'INTERRUPTED' });
  });

  it('drives no terminal', async () => {
    const terminal = inTerminal(['--sandbox', 'currencies', '--jq', '"a\\u001b[31mb\\tc\\u202e", ["\\u202e"]'], {
      home,
    });
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(terminal.raw()).not.toMatch(/\u001b\[31m|\u202e/);
    expect(terminal.text()).toContain('a\\e[31mb');
    expect(terminal.text()).toContain('["\\u202e"]');
  });
});

describe('--jq with another space', () => {
  const space = useFakeSpace();

  it.each(['.[', 'nonsense', ''])('sends nothing with an expression that jq does not take: %j', async filter => {
    const ended = await run(['accounts', '--jq', filter], { home, env: space.env });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(errorObject(ended)).toMatchObject({ code: 'USAGE', flag: '--jq', exit: 2 });
    expect(space.received).toEqual([]);
  });

  it('prints nothing when a later page fails', async () => {
    const page_info = { has_next_page: true, end_cursor: 'next' };
    space.on('GET /Accounts', ({ query }) =>
      query.has('after')
        ? { status: 403, body: { success: false, message: 'No.' } }
        : { body: { success: true, data: space.records.Accounts, page_info } },
    );
    const ended = await run(['accounts', '--jq', '.[].name'], { home, env: space.env });
    expect(ended).toMatchObject({ code: 4, stdout: '' });
    expect(space.received).toHaveLength(2);
  });

  it('keeps every digit and takes texts that are no Unicode', async () => {
    const data = '[{"id":"1","value":12345678901234567890.123,"name":"\\ud83d"}]';
    space.on('GET /Accounts', { body: `{"success":true,"data":${data},"page_info":{"has_next_page":false}}` });
    const ended = await run(['accounts', '--jq', '.[0] | .value, .name'], { home, env: space.env });
    expect(ended).toEqual(good('12345678901234567890.123\n\ufffd\n'));
  });

  it('knows no password', async () => {
    const ended = await run(['accounts', '--jq', '$ENV, env | tojson'], { home, env: space.env });
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain('{');
    expect(ended.stdout).not.toMatch(/PIPELINER_PASSWORD/);
    expect(ended.stdout).not.toContain(PASSWORD);
  });

  it('knows the environment of who runs it, of any size', async () => {
    const env = { ...space.env, WORD: 'a "quoted" wörd', LONG: 'x'.repeat(100_000) };
    const filter = 'env.WORD, $ENV.HOME, ($ENV.LONG | length), length';
    const ended = await run(['accounts', '--jq', filter], { home, env });
    expect(ended.stdout.split('\n').slice(0, 3)).toEqual([env.WORD, home.path, '100000']);
    expect(ended.stdout.split('\n')[3]).toMatch(/^\d+$/);
    const wrong = await run(['accounts', '--jq', 'env.[', '--json'], { home, env });
    expect(errorObject(wrong).message).toContain('line 1');
  });

  it('ends after --timeout if the expression never does', async () => {
    const ended = await run(['accounts', '--timeout', '1', '--jq', 'def f: f; f'], { home, env: space.env });
    expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code: 2, stdout: '' });
    expect(errorObject(ended).message).toContain('within 1 s');
  });
});

describe('oppty create --jq', () => {
  const own = useHome();

  it('prints what was asked for of the record', async () => {
    const ended = await run(createLine({}, '--jq', '.owner_id'), { home: own });
    expect(ended).toMatchObject({ code: 0, stdout: `${IDS.johnDoe}\n` });
    expect(createdIn(own)).toHaveLength(1);
  });

  it('works on the request of a dry run', async () => {
    const ended = await run(createLine({}, '--dry-run', '--jq', '.body.name'), { home: own });
    expect(ended).toMatchObject({ code: 0, stdout: 'New Opportunity\n' });
    expect(createdIn(own)).toEqual([]);
  });

  it('creates nothing with an expression that jq does not take', async () => {
    const ended = await run(createLine({}, '--jq', '.['), { home: own });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(createdIn(own)).toEqual([]);
  });

  it('says what was created when the filter fails on it', async () => {
    const ended = await run(createLine({}, '--jq', '.name.x'), { home: own });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    const [created] = createdIn(own);
    expect(errorObject(ended)).toMatchObject({
      code: 'USAGE',
      flag: '--jq',
      retry_safe: false,
      hint: expect.stringContaining(`Created opportunity New Opportunity in the sandbox. Its id is ${created!.id}.`),
    });
  });

  it('stands in the command that the user is given to complete', async () => {
    const ended = await run(createLine({ '--owner': undefined }, '--jq', '.id'), { home: own });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(/--sandbox --jq '?\.id/);
  });
});
