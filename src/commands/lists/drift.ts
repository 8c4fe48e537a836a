import type { Page } from '../../api/client.ts';

/** Notices when a list changes while its pages are read. */
export class DriftDetector {
  #received = 0;
  #repeated = 0;
  #total: number | undefined;
  #changed = false;
  #complete = false;

  /** Takes in each page as it arrives. */
  add({ rows, repeated = 0, total, next }: Page): void {
    this.#changed ||= repeated > 0 || (this.#received > 0 && total !== this.#total);
    this.#received += rows.length;
    this.#repeated += repeated;
    this.#total = total;
    this.#complete = next === undefined;
  }

  /** The sentence for the user once the list was read; undefined if nothing was noticed. */
  describe(noun: string): string | undefined {
    const times = this.#repeated === 1 ? 'One record' : `${this.#repeated} records`;
    const twice = `${times} came twice, since the list changed while it was read; each is here once.`;
    // What the server counts is not documented, maybe deleted records too. So only a change makes the total worth a word.
    const missed = this.#changed && this.#complete && (this.#total ?? 0) > this.#received;
    const fewer = `The list changed while it was read: the server counts ${this.#total} ${noun}, ${this.#received} came. Run it again to be sure.`;
    return [...(this.#repeated > 0 ? [twice] : []), ...(missed ? [fewer] : [])].join('\n') || undefined;
  }
}
