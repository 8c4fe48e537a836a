/** A spinner that appears sooner would only flicker. */
export const SPINNER_AFTER_MS = 300;
export const SPINNER_STEP_MS = 80;

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const ASCII_FRAMES = ['|', '/', '-', '\\'];

/** The spinner at a step, counted from 0. */
export function spinnerFrame(step: number, ascii: boolean): string {
  const frames = ascii ? ASCII_FRAMES : FRAMES;
  return frames[step % frames.length]!;
}
