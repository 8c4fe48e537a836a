import { toCell } from '../text/width.ts';
import { createPrompt, useKeypress, useState } from './inquirer.ts';
import type { Stage } from './stage.ts';
import { STYLES } from './theme.ts';

/** Waits for any key. */
export const keyPrompt = createPrompt<boolean, { message: string; stage: Stage }>(({ message, stage }, done) => {
  const [isDone, setDone] = useState(false);
  useKeypress(() => {
    if (isDone) return;
    setDone(true);
    done(true);
  });
  stage.painter.draw(() => [isDone ? [] : [[toCell(message), STYLES.hint]]]);
  return '';
});
