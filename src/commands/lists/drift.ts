import type { Page } from '../../api/client.ts';

/** Notices when a list changes while its pages are read. */
export class DriftDetector {
  #came = 0;
  #repeated = 0;
  #total: number | undefined;
  #changed = false;
  #ended = false;

  /** Takes each page as it comes. */
  see({ rows, repeated = 0, total, next }: Page): void {
    this.#changed ||= repeated > 0 || (this.#came > 0 && total !== this.#total);
    this.#came += rows.length;
    this.#repeated += repeated;
    this.#total = total;
    this.#ended = next === undefined;
  }

  /** What to say about it once the list was read; nothing if nothing was noticed. */
  told(called: string): string | undefined {
    const times = this.#repeated === 1 ? 'One record' : `${this.#repeated} records`;
    const twice = `${times} came twice, since the list changed while it was read; each is here once.`;
    // What the server counts is not documented, maybe deleted records too. So it takes a change to speak of it.
    const missed = this.#changed && this.#ended && (this.#total ?? 0) > this.#came;
    const fewer = `The list changed while it was read: the server counts ${this.#total} ${called}, ${this.#came} came. Run it again to be sure.`;
    return [...(this.#repeated > 0 ? [twice] : []), ...(missed ? [fewer] : [])].join('\n') || undefined;
  }
}
