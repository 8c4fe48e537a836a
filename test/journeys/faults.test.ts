import { afterEach, describe, expect, it } from 'vitest';
import { ACTIONS } from '../../src/sandbox/faults/actions.ts';
import { useHome } from '../support/hooks.ts';
import { runInProcess } from '../support/host.ts';
import { createdIn, createLine } from '../support/opportunity.ts';
import { errorObject, type Running, run, STACK_TRACE, shell, start } from '../support/run.ts';
import { ageDrafts } from '../support/saved-drafts.ts';

const home = useHome();
let server: Running | undefined;

afterEach(async () => {
  server?.child.kill('SIGINT');
  await server?.ended;
  server = undefined;
});

/** `sandbox serve` with these flags: runs commands against it, and ends it to give what it said of the requests. */
async function serve(...flags: string[]) {
  const running = start(['sandbox', 'serve', '--json', ...flags], { home });
  server = running;
  const { stdout } = await running.until(({ stdout }) => stdout.includes('\n'));
  const env = JSON.parse(stdout);
  return {
    env,
    run: (...args: string[]) => run(args, { home, env }),
    create: () => run([...createLine().slice(1), '--json'], { home, env }),
    said: async () => {
      running.child.kill('SIGINT');
      const { code, stderr } = await running.ended;
      expect(code).toBe(0);
      return stderr.split('\n').flatMap(line => /^[A-Z]+ .*\/entities\/(.*)/.exec(line)?.[1] ?? []);
    },
  };
}

const rehearse = (rules: string, ...args: string[]) => run(args, { home, env: { PIPELINER_SANDBOX_FAULT: rules } });

describe('sandbox serve --fault', () => {
  it('creates the record and breaks the connection: the outcome is unknown, and there is one record', async () => {
    const space = await serve('--fault', 'POST Opportunities: commit-then-reset');
    const ended = await space.create();
    expect(ended).toMatchObject({ code: 9, stdout: '' });
    expect(errorObject(ended)).toMatchObject({ code: 'OUTCOME_UNKNOWN', retry_safe: false });
    expect(createdIn(home)).toHaveLength(1);
    expect(await space.said()).toEqual(['Opportunities 201 fault: commit-then-reset']);
  });

  it('breaks the connection before anything is done: as unknown to the client, and there is no record', async () => {
    const space = await serve('--fault', 'POST Opportunities: reset');
    expect(await space.create()).toMatchObject({ code: 9, stdout: '' });
    expect(createdIn(home)).toEqual([]);
    expect(await space.said()).toEqual(['Opportunities fault: reset']);
  });

  it('asks for patience twice, and then creates one record', async () => {
    const space = await serve('--fault', 'POST Opportunities: 429 retry-after=1 x2');
    const ended = await space.create();
    expect(ended.code).toBe(0);
    expect(createdIn(home).map(({ id }) => id)).toEqual([JSON.parse(ended.stdout).id]);
    expect(await space.said()).toEqual(['Opportunities fault: 429', 'Opportunities fault: 429']);
  });

  it('cuts the second page of a list, which is whole all the same', async () => {
    const space = await serve('--fault', 'GET Contacts #2: cut', '--debug');
    const list = await space.run('contacts', '--format', 'ids');
    expect(list).toEqual(await run(['--sandbox', 'contacts', '--format', 'ids'], { home }));
    expect(list).toMatchObject({ code: 0, stderr: '' });
    expect(await space.said()).toEqual(['Contacts 200', 'Contacts 200 fault: cut', 'Contacts 200']);
  });

  it('refuses a rule that means nothing, before it serves', async () => {
    const flags = ['--fault', 'GET Data: reset', '--fault', 'POST Opportunites: reset'];
    const ended = await run(['sandbox', 'serve', '--json', ...flags], { home });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(errorObject(ended)).toMatchObject({ flag: '--fault', hint: "Did you mean 'Opportunities'?" });
  });

  it('is explained by its help and by the topic, which has every action', async () => {
    const [help, topic, page] = await Promise.all([
      run(['sandbox', 'serve', '--help'], { home }),
      run(['help', 'faults'], { home }),
      run(['--help'], { home }),
    ]);
    expect(help.stdout).toContain('pipeliner help faults');
    expect(page.stdout).toMatch(/^Topics .*\n.*\bfaults\b/m);
    for (const name of Object.keys(ACTIONS)) expect(topic.stdout).toContain(`\n  ${name} `);
  });
});

describe('PIPELINER_SANDBOX_FAULT', () => {
  it('lets a command with --sandbox fail: the field is named with the words', async () => {
    const rule = 'POST Opportunities: refuse-field name "is too short"';
    const ended = await rehearse(rule, ...createLine(), '--json');
    expect(ended).toMatchObject({ code: 7, stdout: '' });
    expect(errorObject(ended)).toMatchObject({ code: 'REJECTED', field: 'name', message: 'is too short', status: 422 });
    expect(ended.stderr).toContain('/Opportunities fault: refuse-field\n');
    expect(createdIn(home)).toEqual([]);
  });

  it('takes a rule on each line', async () => {
    const ended = await rehearse('GET Clients: 503 x1\n\nGET Clients #2: not-json\n', '--sandbox', 'clients');
    expect(ended.code).toBe(0);
    expect(ended.stderr.match(/fault: .*/g)).toEqual(['fault: 503', 'fault: not-json']);
  });

  it('means nothing to a command of another space, and an error to one of the sandbox if it is wrong', async () => {
    expect(await rehearse('GET: nothing', '--sandbox', 'clients', '--json')).toMatchObject({ code: 2, stdout: '' });
    expect(await rehearse('GET: nothing', 'clients', '--json')).toMatchObject({ code: 3, stdout: '' });
  });

  it.each<[rule: string, code: number, records: number]>([
    ['POST Opportunities: commit-then-stall', 9, 1],
    ['POST Opportunities: stall', 9, 0],
    ['POST Opportunities: trickle 3600000', 9, 1],
    ['GET Accounts: slow 3600000', 8, 0],
  ])('holds nobody longer than --timeout: %s', async (rule, code, records) => {
    // The look-ups before take part of it, on a loaded machine much.
    const env = { PIPELINER_SANDBOX_FAULT: rule };
    const ended = await runInProcess([...createLine(), '--timeout', '3', '--json'], { home, env });
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(createdIn(home)).toHaveLength(records);
  });

  it.each<[action: string, code: number, error: string]>([
    ['same-cursor', 12, 'BAD_REPLY'],
    ['more-without-rows', 12, 'BAD_REPLY'],
    ['null-data', 12, 'BAD_REPLY'],
    ['wrong-types', 12, 'BAD_REPLY'],
    ['gzip', 12, 'BAD_REPLY'],
    ['redirect http://127.0.0.1:1/', 12, 'BAD_REPLY'],
    ['401', 4, 'SIGN_IN_REFUSED'],
  ])('%s ends a list with %i', async (action, code, error) => {
    const env = { PIPELINER_SANDBOX_FAULT: `GET Accounts: ${action}` };
    const ended = await runInProcess(['--sandbox', 'accounts', '--json'], { home, env });
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(errorObject(ended).code).toBe(error);
    expect(ended.stderr).not.toMatch(STACK_TRACE);
  });
});

describe('a client key', () => {
  const KEYED = [...createLine(), '--client-key', 'cf_contract_no=2026-117', '--json'];

  it('proves that the record is there when no answer came, and keeps a second from being made', async () => {
    const first = await rehearse('POST Opportunities: commit-then-reset', ...KEYED);
    expect(first.code).toBe(0);
    expect(first.stderr).toContain('its client key tells');
    const second = await rehearse('', ...KEYED);
    expect(second.code).toBe(0);
    expect(second.stderr).toContain('Nothing was sent');
    expect(JSON.parse(second.stdout).id).toBe(JSON.parse(first.stdout).id);
    expect(createdIn(home)).toMatchObject([{ cf_contract_no: '2026-117' }]);
  });

  it('leaves the outcome open while the record is not there, and makes it safe to run again', async () => {
    const first = await rehearse('POST Opportunities: reset', ...KEYED);
    expect(first).toMatchObject({ code: 9, stdout: '' });
    expect(errorObject(first)).toMatchObject({ retry_safe: true, hint: expect.stringContaining('--client-key') });
    ageDrafts(home);
    expect((await rehearse('', ...KEYED)).code).toBe(0);
    expect(createdIn(home)).toHaveLength(1);
  });
});

describe.runIf(process.platform === 'linux')('a shell with too little memory for WebAssembly', () => {
  it.each([
    ['a request', 'pipeliner accounts --json', 8],
    ['doctor', 'pipeliner doctor --json', 8],
    ['the sandbox', 'pipeliner --sandbox accounts --json', 8],
    ['jq', 'pipeliner accounts --jq .', 2],
  ])('is named as the cause, at once: %s', async (_, line, code) => {
    const space = await serve();
    const ended = await shell(`ulimit -v 8000000; ${line}`, { home, env: space.env });
    expect({ code: ended.code, trace: STACK_TRACE.test(ended.stderr) }).toEqual({ code, trace: false });
    expect(errorObject(ended)).toMatchObject({ message: expect.stringContaining('WebAssembly') });
    expect(errorObject(ended).hint).toContain('ulimit -v');
  });
});
