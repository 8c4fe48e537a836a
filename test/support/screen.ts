import stringWidth from 'string-width';

/** As much of a terminal as the program makes use of. */
export class Screen {
  #columns: number;
  readonly #rows: number;
  #cells: string[][] = [[]];
  /** The lines that the terminal itself has broken, each of which goes on in the next. */
  #broken = new Set<string[]>();
  #row = 0;
  #column = 0;
  #rest = '';

  constructor(columns: number, rows: number) {
    this.#columns = columns;
    this.#rows = rows;
  }

  lines(): string[] {
    return this.#cells.map(cells =>
      Array.from(cells, cell => cell ?? ' ')
        .join('')
        .trimEnd(),
    );
  }

  text(): string {
    return this.lines().join('\n');
  }

  /** A line as it was before it was folded: one that leaves no more than a column or two goes on in the next. */
  line(row: number): string {
    let whole = '';
    for (let at = row; at < this.#cells.length; at++) {
      const cells = this.#cells[at]!;
      whole += Array.from(cells, cell => cell ?? ' ').join('');
      if (cells.length < this.#columns - 2) break;
    }
    return whole.trimEnd();
  }

  /** Where the cursor stands, counted from the top of `lines()`. */
  get cursor(): { row: number; column: number } {
    return { row: this.#row, column: this.#column };
  }

  /** Breaks the lines anew, as most terminals do; the cursor stays with its letter. */
  resize(columns: number): void {
    const cells: string[][] = [];
    const broken = new Set<string[]>();
    let cursor: { row: number; column: number } | undefined;
    for (let at = 0; at < this.#cells.length; ) {
      const whole: string[] = [];
      let offset: number | undefined;
      for (let more = true; more; at++) {
        if (at === this.#row) offset = whole.length + this.#column;
        more = this.#broken.has(this.#cells[at]!) && at + 1 < this.#cells.length;
        whole.push(...Array.from(this.#cells[at]!, cell => cell ?? ' '));
      }
      for (let start = 0; ; ) {
        let end = Math.min(whole.length, start + columns);
        // A wide letter is not torn.
        if (end < whole.length && whole[end] === '') end -= 1;
        const row = whole.slice(start, end);
        const last = end >= whole.length;
        if (offset !== undefined && offset >= start && (offset < end || last)) {
          cursor = { row: cells.length, column: Math.min(columns, offset - start) };
        }
        cells.push(row);
        if (last) break;
        broken.add(row);
        start = end;
      }
    }
    [this.#cells, this.#broken, this.#columns] = [cells, broken, columns];
    [this.#row, this.#column] = [cursor!.row, cursor!.column];
  }

  write(data: string): void {
    const text = this.#rest + data;
    const token =
      /\u001b\[[?>=]?[\d;]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[^[\]]|[\r\n\b\u0007]|[^\u001b\r\n\b\u0007]+/gsy;
    let at = 0;
    for (let match = token.exec(text); match; match = token.exec(text)) {
      at = token.lastIndex;
      this.#take(match[0]);
    }
    // The end of a sequence may come with the next piece.
    this.#rest = text.slice(at);
  }

  #take(token: string): void {
    if (token === '\r') this.#column = 0;
    else if (token === '\n') this.#newLine();
    else if (token === '\b') this.#column = Math.max(0, this.#column - 1);
    else if (token.startsWith('\u001b[')) this.#control(token);
    else if (token >= ' ') {
      for (const { segment } of new Intl.Segmenter().segment(token)) this.#put(segment);
    }
  }

  #put(segment: string): void {
    const width = stringWidth(segment);
    if (this.#column + width > this.#columns) {
      this.#broken.add(this.#cells[this.#row]!);
      this.#column = 0;
      this.#newLine();
    }
    const line = this.#cells[this.#row]!;
    line[this.#column] = segment;
    for (let i = 1; i < width; i++) line[this.#column + i] = '';
    this.#column += width;
  }

  #newLine(): void {
    this.#row += 1;
    this.#cells[this.#row] ??= [];
  }

  /** The highest line the cursor can go to: what is above has scrolled away. */
  get #top(): number {
    return Math.max(0, this.#cells.length - this.#rows);
  }

  #control(sequence: string): void {
    const numbers = sequence.replace(/[^\d;]/g, '').split(';');
    const count = Number(numbers[0] || 1);
    const mode = Number(numbers[0] || 0);
    switch (sequence.at(-1)) {
      case 'A':
        this.#row = Math.max(this.#top, this.#row - count);
        break;
      case 'B':
        for (let i = 0; i < count; i++) {
          if (this.#row + 1 < this.#top + this.#rows) this.#newLine();
        }
        break;
      case 'C':
        this.#column = Math.min(this.#columns - 1, this.#column + count);
        break;
      case 'D':
        this.#column = Math.max(0, this.#column - count);
        break;
      case 'E':
        for (let i = 0; i < count; i++) this.#newLine();
        this.#column = 0;
        break;
      case 'G':
        this.#column = count - 1;
        break;
      case 'H':
        this.#row = this.#top + count - 1;
        this.#column = Number(numbers[1] || 1) - 1;
        while (this.#cells.length <= this.#row) this.#cells.push([]);
        break;
      case 'J':
        if (mode === 0) {
          if (this.#column === 0) this.#broken.delete(this.#cells[this.#row]!);
          this.#cells.length = this.#row + 1;
          this.#cells[this.#row]!.length = Math.min(this.#cells[this.#row]!.length, this.#column);
        } else if (!sequence.includes('?')) this.#cells.splice(this.#top, Number.POSITIVE_INFINITY, []);
        break;
      case 'K': {
        const line = this.#cells[this.#row]!;
        if (mode === 2) line.length = 0;
        else if (mode === 1) line.fill(' ', 0, this.#column + 1);
        else line.length = Math.min(line.length, this.#column);
        break;
      }
    }
  }
}
