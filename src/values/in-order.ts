/**
 * Does work for each item, at most so many at once, and gives the results in the order of the items. The first failure is
 * thrown when it is its turn.
 */
export async function* inOrder<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  most: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const open: Promise<R>[] = [];
  for await (const item of items) {
    const result = work(item);
    // It may fail before it is its turn.
    result.catch(() => {});
    open.push(result);
    if (open.length >= most) yield await open.shift()!;
  }
  for (const result of open) yield await result;
}
