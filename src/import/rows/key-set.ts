/** Many keys in eight bytes each: numbers made of their texts, of which two are the same once in a hundred billions. */
export class KeySet {
  #numbers = new Float64Array(1024);
  #size = 0;
  #isSorted = true;

  add(text: string): void {
    if (this.#size === this.#numbers.length) {
      const larger = new Float64Array(this.#size * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#size++] = numberOf(text);
    this.#isSorted = false;
  }

  /** Whether the text was certainly not added, or almost certainly was. */
  has(text: string): boolean {
    const index = this.#find(text);
    return this.#sorted()[index] === numberOf(text);
  }

  /** The same of a text that was added more than once. */
  isRepeated(text: string): boolean {
    const numbers = this.#sorted();
    const index = this.#find(text);
    return numbers[index] === numberOf(text) && numbers[index + 1] === numbers[index];
  }

  /** Whether any was added more than once. */
  hasRepeats(): boolean {
    return this.#sorted().some((number, index, all) => index > 0 && all[index - 1] === number);
  }

  #sorted(): Float64Array {
    const numbers = this.#numbers.subarray(0, this.#size);
    if (!this.#isSorted) numbers.sort();
    this.#isSorted = true;
    return numbers;
  }

  /** Where the number of the text is, or would be. */
  #find(text: string): number {
    const numbers = this.#sorted();
    const number = numberOf(text);
    let [low, high] = [0, numbers.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (numbers[middle]! < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** A whole number below 2^53, as a double holds it exactly. */
function numberOf(text: string): number {
  let high = 0x9747b28c;
  let low = 0x2f0b4f47;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x5bd1e995);
    low = Math.imul(low ^ unit ^ (high >>> 15), 0x1b873593);
  }
  high ^= low >>> 13;
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0);
}
