import { useState } from './inquirer.ts';
import { applyKey, type LineBuffer, toLine } from './line-editor.ts';
import { isEnter, type Stage, useKeys } from './stage.ts';

/** A line as it is edited, what is wrong with it, and whether it was taken. */
interface Edited {
  line: LineBuffer;
  problem: string | undefined;
  over: boolean;
}

/** Lets a line be edited until Enter finds nothing wrong with it; `meant` gives what its text stands for. */
export function useLine(
  stage: Stage,
  { start = '', meant = text => text, check }: Terms,
  done: (text: string) => void,
): Edited {
  const [line, setLine] = useState(() => toLine(start));
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [over, setOver] = useState(false);

  useKeys(stage, key => {
    if (over) return;
    if (isEnter(key)) {
      const text = meant(line.text);
      const wrong = check(text);
      setProblem(wrong);
      if (wrong !== undefined) return;
      setOver(true);
      done(text);
    } else {
      const next = applyKey(line, key);
      if (next.text !== line.text) setProblem(undefined);
      setLine(next);
    }
  });
  return { line, problem, over };
}

interface Terms {
  start?: string;
  meant?(text: string): string;
  check(text: string): string | undefined;
}
