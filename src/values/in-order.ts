/** How many results, as multiples of those at once, may wait behind one that takes its time. */
const AHEAD = 8;

/**
 * Does work for each item, at most so many at once, and gives the results in the order of the items. The first failure is
 * thrown when it is its turn. It ends when all work that was begun has ended.
 */
export async function* inOrder<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  most: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const open: { result: Promise<R>; isSettled: boolean }[] = [];
  let running = 0;
  let wake = () => {};
  const begin = (item: T) => {
    const entry = { result: work(item), isSettled: false };
    running += 1;
    const settle = () => {
      entry.isSettled = true;
      running -= 1;
      wake();
    };
    // It may fail before it is its turn.
    entry.result.then(settle, settle);
    open.push(entry);
  };
  try {
    for await (const item of items) {
      begin(item);
      while (open[0]?.isSettled || running >= most || open.length >= most * AHEAD) {
        if (open[0]?.isSettled) yield await open.shift()!.result;
        else
          await new Promise<void>(resolve => {
            wake = resolve;
          });
      }
    }
    for (const { result } of open) yield await result;
  } finally {
    // Who stops early must not leave work behind that still goes on.
    await Promise.allSettled(open.map(({ result }) => result));
  }
}
