/** The lines above the picture, by the steps that wrote them. */
interface Transcript {
  /** Lines as they stand on the screen, without their colours. */
  add(lines: readonly string[]): void;
  /** What is added from now on belongs to the step of this depth. */
  markStep(depth: number): void;
  /** Removes the lines of this step and of deeper ones, which are the last ones, and gives them. */
  takeFrom(depth: number): string[];
  /** Forgets all lines: they are not the last on the screen any more. */
  forget(): void;
}

export function openTranscript(): Transcript {
  let entries: { depth: number; line: string }[] = [];
  let current = 0;
  const isOf = (depth: number) => (entry: { depth: number }) => entry.depth >= depth;
  const forget = () => {
    entries = [];
  };
  return {
    forget,
    add: lines => void entries.push(...lines.map(line => ({ depth: current, line }))),
    markStep(depth) {
      // A step that begins anew leaves its former lines where they are, among those before them.
      if (entries.some(isOf(depth))) forget();
      current = depth;
    },
    takeFrom(depth) {
      const lines = entries.filter(isOf(depth)).map(({ line }) => line);
      entries = entries.filter(entry => !isOf(depth)(entry));
      current = depth;
      return lines;
    },
  };
}
