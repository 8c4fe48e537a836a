import { describe, expect, it } from 'vitest';
import type { Change, WritingClient } from '../../src/changes/change.ts';
import { NO_LEDGER } from '../../src/changes/ledger.ts';
import { applyWrite, type RecordWrite, type WriteResult, type WriteTools } from '../../src/changes/write.ts';
import { writeAll } from '../../src/changes/write-all.ts';
import { writeBatches } from '../../src/changes/write-batches.ts';
import { CliError, type Code } from '../../src/errors.ts';
import type { Row } from '../../src/wire/entities.ts';

const change = (id: string, more: Partial<Change> = {}): Change =>
  ({
    op: 'update',
    entity: 'Opportunities',
    id,
    revision: 3,
    before: { name: 'old' },
    after: { name: 'new' },
    ...more,
  }) as Change;
const link = (id: string) =>
  change(id, { entity: 'LeadOpptyAccountRelations', op: 'delete', before: {}, after: {} } as Partial<Change>);

function writeOf(id: string, ...changes: Change[]): RecordWrite {
  const [first = change(id), ...rest] = changes;
  return { ref: id, entity: 'Opportunities', id, name: id, changes: [first, ...rest], lines: [], readAt: 0 };
}

/** A space that has this record when it is read again, and answers each write by `answer`. */
function tools(record: Row | undefined, answer: (id: string) => Promise<Row>, more: Partial<WriteTools> = {}) {
  const log: string[] = [];
  const client = {
    update: (_: string, id: string) => {
      log.push(`update ${id}`);
      return answer(id);
    },
    remove: async (entity: string, id: string) => {
      log.push(`delete ${entity} ${id}`);
      await answer(id);
    },
    list: async () => {
      log.push('read');
      return { rows: record ? [record] : [], next: undefined };
    },
    serverTime: () => undefined,
  } as unknown as WritingClient;
  const own: WriteTools = {
    ...{ client, timeout: 0, ignoreChanges: false, monotonicMs: () => 5000 },
    now: () => new Date(0),
    sleep: async () => {},
    onWait: async () => {},
    ledger: NO_LEDGER,
  };
  return { log, tools: { ...own, ...more } };
}

const stored = async (id: string): Promise<Row> => ({ id, name: 'new', revision: 4 });
const fails = (code: Code) => async () => {
  throw new CliError(code, 'no');
};

describe('a record that was read some time ago', () => {
  it('is read again, and written when it is as it was', async () => {
    const { log, tools: own } = tools({ id: 'a', revision: 3, name: 'old' }, stored);
    expect(await applyWrite(writeOf('a'), own)).toMatchObject({ outcome: 'done', record: { revision: 4 } });
    expect(log).toEqual(['read', 'update a']);
  });

  it.each([
    ['has another revision', { id: 'a', revision: 4, name: 'old' }, /Somebody else has changed 'a'/],
    ['is gone', undefined, /'a' was deleted/],
    ['has another value, where the server shows no revision', { id: 'a', name: 'theirs' }, /Somebody else/],
  ])('is not written when it %s', async (_, record, message) => {
    const { log, tools: own } = tools(record, stored);
    const result = await applyWrite(writeOf('a'), own);
    expect(result).toMatchObject({ outcome: 'drifted', error: { code: 'CHANGED_MEANWHILE', exit: 7 } });
    expect(result.error?.message).toMatch(message);
    expect(log).toEqual(['read']);
  });

  it('is not read again when it was read just now, or when changes of others do not matter', async () => {
    const now = tools({ id: 'a', revision: 9 }, stored, { monotonicMs: () => 1000 });
    const careless = tools({ id: 'a', revision: 9 }, stored, { ignoreChanges: true });
    for (const { log, tools: own } of [now, careless]) {
      expect((await applyWrite(writeOf('a'), own)).outcome).toBe('done');
      expect(log).toEqual(['update a']);
    }
  });
});

describe('several changes of one record', () => {
  const two = writeOf('a', change('a'), link('l1'));

  it('are made in their order', async () => {
    const { log, tools: own } = tools({ id: 'a', revision: 3 }, stored, { ignoreChanges: true });
    expect(await applyWrite(two, own)).toMatchObject({ outcome: 'done', record: undefined });
    expect(log).toEqual(['update a', 'delete LeadOpptyAccountRelations l1']);
  });

  it('end at one that is refused, and say how many were made', async () => {
    const answer = async (id: string) => (id === 'a' ? stored(id) : fails('REJECTED')());
    const { tools: own } = tools(undefined, answer, { ignoreChanges: true });
    const result = await applyWrite(two, own);
    expect(result).toMatchObject({ outcome: 'not done', error: { code: 'PARTIAL', exit: 10 } });
    expect(result.error?.message).toBe('1 of 2 changes were made, then: no');
  });
});

describe('many records', () => {
  const ids = Array.from({ length: 20 }, (_, index) => `r${index}`);
  const writes = ids.map(id => writeOf(id));
  const all = async (results: AsyncIterable<WriteResult>) => {
    const list: WriteResult[] = [];
    for await (const result of results) list.push(result);
    return list;
  };

  it('are written four at once, and told in their order', async () => {
    let open = 0;
    let most = 0;
    const answer = async (id: string) => {
      open += 1;
      most = Math.max(most, open);
      // Later ones are answered earlier.
      for (let turn = 0; turn < 20 - Number(id.slice(1)); turn++) await Promise.resolve();
      open -= 1;
      return stored(id);
    };
    const { tools: own } = tools(undefined, answer, { ignoreChanges: true });
    const results = await all(writeAll(writes, own));
    expect(results.map(({ write }) => write.id)).toEqual(ids);
    expect(results.every(({ outcome }) => outcome === 'done')).toBe(true);
    expect(most).toBe(4);
  });

  it('go on after one that is refused', async () => {
    const answer = async (id: string) => (id === 'r3' ? fails('REJECTED')() : stored(id));
    const { tools: own } = tools(undefined, answer, { ignoreChanges: true });
    const results = await all(writeAll(writes, own));
    expect(results.filter(({ outcome }) => outcome !== 'done').map(({ write }) => write.id)).toEqual(['r3']);
  });

  it.each(['SIGN_IN_REFUSED', 'UNREACHABLE', 'INTERRUPTED'] as const)(
    'end after %s: the rest is not sent',
    async code => {
      const answer = async (id: string) => (id === 'r3' ? fails(code)() : stored(id));
      const { log, tools: own } = tools(undefined, answer, { ignoreChanges: true });
      const results = await all(writeAll(writes, own));
      const notDone = results.filter(({ outcome }) => outcome === 'not done');
      expect(notDone.length).toBeGreaterThan(10);
      expect(notDone.at(-1)?.error?.message).toMatch(/^Not sent after a failure/);
      expect(log.length).toBeLessThan(9);
    },
  );
});

describe('a write whose intent cannot be kept', () => {
  const full = { run: 'x', intend: fails('LOCAL_DISK') as never, end: async () => {} };

  it('is not sent alone', async () => {
    const { log, tools: own } = tools(undefined, stored, { ledger: full, ignoreChanges: true });
    expect(await applyWrite(writeOf('a'), own)).toMatchObject({ outcome: 'not done', error: { code: 'LOCAL_DISK' } });
    expect(log).toEqual([]);
  });

  it('is not sent with others either, and nothing after it', async () => {
    const { log, tools: own } = tools(undefined, stored, { ledger: full, ignoreChanges: true });
    const modify = async () => {
      log.push('modify');
      return [];
    };
    const client = { ...own.client, modify } as WritingClient;
    const writes = ['a', 'b', 'c', 'd'].map(id => ({ ...writeOf(id), key: id }));
    const batch = { ...own, client, batchSize: 2, inFlight: 1, keyOf: () => '' };
    const results = [];
    for await (const result of writeBatches(writes, batch)) results.push(result);
    expect(results.map(({ outcome, error }) => [outcome, error?.code])).toEqual(
      Array(4).fill(['not done', 'LOCAL_DISK']),
    );
    expect(log).toEqual([]);
  });
});

describe('a write whose answer is lost, and which was not made', () => {
  const lost = async () => {
    throw new CliError('UNREACHABLE', 'no answer', { retrySafe: true });
  };
  /** Notes in the log what is noted on the disk. */
  const noting = (log: string[]) => ({
    intend: async ({ ref }: RecordWrite) => {
      log.push(`intent ${ref}`);
      return async (_: number, { outcome }: { outcome: string }) => void log.push(`${outcome} ${ref}`);
    },
    end: async () => {},
  });

  it.each([
    [2, ['intent a', 'update a', 'not done a', 'intent a', 'update a', 'done a'], 'done'],
    [1, ['intent a', 'update a', 'not done a'], 'not done'],
  ])('is noted anew each time it is sent, %i times at most', async (maxTries, expected, outcome) => {
    let sent = 0;
    const { log, tools: own } = tools(undefined, id => (++sent === 1 ? lost() : stored(id)), {
      ...{ ignoreChanges: true, maxTries },
    });
    const results = [];
    for await (const result of writeAll([writeOf('a')], { ...own, ledger: noting(log) })) results.push(result);
    expect(log).toEqual(expected);
    expect(results).toMatchObject([{ outcome }]);
  });

  it('is noted anew in a batch, too, without those that were made', async () => {
    const { log, tools: own } = tools(undefined, stored, { ignoreChanges: true, maxTries: 3 });
    const answers = [['a', new CliError('UNREACHABLE', 'no answer', { retrySafe: true })], ['b']];
    const modify = async (_: string, bodies: readonly Row[]) => {
      log.push(`modify ${bodies.map(({ id }) => id)}`);
      return answers.shift()!;
    };
    const client = { ...own.client, modify } as WritingClient;
    const writes = ['a', 'b'].map(id => ({ ...writeOf(id), key: id }));
    const batch = { ...own, client, ledger: noting(log), batchSize: 2, keyOf: () => '' };
    const results = [];
    for await (const result of writeBatches(writes, batch)) results.push(result);
    expect(results.map(one => [one.write.ref, one.outcome])).toEqual([
      ['a', 'done'],
      ['b', 'done'],
    ]);
    const [first, second] = [log.indexOf('modify a,b'), log.indexOf('modify b')];
    expect(log.slice(0, first)).toEqual(['intent a', 'intent b']);
    expect(log.slice(first + 1, second)).toEqual(['done a', 'not done b', 'intent b']);
    expect(log.slice(second + 1)).toEqual(['done b']);
  });
});
