import nock from 'nock';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { hangUp } from './line.ts';

/** For a file of tests: nothing leaves the machine, and every answer that was prepared must have been asked for. */
export function withoutNetwork(): void {
  beforeAll(() => {
    if (!nock.isActive()) nock.activate();
    nock.disableNetConnect();
  });
  afterEach(async () => {
    const unused = nock.pendingMocks();
    nock.cleanAll();
    await hangUp();
    expect(unused).toEqual([]);
  });
  afterAll(() => {
    nock.restore();
    nock.enableNetConnect();
  });
}
