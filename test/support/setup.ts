import fc from 'fast-check';

// The same random values in each run, so that a red one is red again: `SEED=7 npm test` tries others. The long runs try
// others each time, and fast-check prints the seed of what fails.
const { SEED, PROPERTIES } = process.env;
if (SEED !== undefined || PROPERTIES !== 'long') fc.configureGlobal({ seed: Number(SEED ?? 2026) });

// nock 15.0.2 uses Promise.withResolvers, which Node 20 does not have yet.
Promise.withResolvers ??= <T>() => {
  let resolve!: (value: T | PromiseLike<T>) => void;
  let reject!: (reason?: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
};
