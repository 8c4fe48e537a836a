import type { Host, Output } from '../../host.ts';
import { keepHeapSteady } from './steady-heap.ts';

/**
 * The pages of a list, the next one asked for while one is printed, unless that one is large. A failure is thrown after
 * the pages before it. Whoever stops reading does not wait for the page under way: the end of the command ends its
 * request.
 */
export async function* readAhead<T extends { isLarge?: boolean | undefined }>(
  pages: AsyncGenerator<T>,
  { stdout, platform }: { stdout: Pick<Output, 'isTTY'>; platform: Host['platform'] },
): AsyncGenerator<T> {
  // A write to a terminal, and any on Windows, can hold up the whole process, and a request under way would time out.
  if (stdout.isTTY || platform === 'win32') return yield* pages;
  let releaseHeap: (() => void) | undefined;
  try {
    let count = 0;
    let next: ReturnType<typeof pages.next> | undefined;
    for (;;) {
      const page = await (next ?? pages.next());
      next = undefined;
      if (page.done) return;
      count += 1;
      if (count === 2) releaseHeap = await keepHeapSteady();
      if (!page.value.isLarge) {
        next = pages.next();
        next.catch(() => {});
        // undici uses a connection again one turn of the event loop after an answer. Printing would come before that.
        await new Promise(resolve => setImmediate(resolve));
      }
      yield page.value;
    }
  } finally {
    releaseHeap?.();
    pages.return(undefined).catch(() => {});
  }
}
