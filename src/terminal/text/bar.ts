/** The eighths of a column, from one to seven. */
const EIGHTHS = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/**
 * A bar of at most so many columns for a share between 0 and 1, never longer than that. What is more than nothing shows. It
 * needs no colour.
 */
export function drawBar(share: number, columns: number, ascii: boolean): string {
  const part = Math.min(1, Math.max(0, share));
  if (part === 0) return '';
  if (ascii) return '#'.repeat(Math.max(1, Math.floor(part * columns)));
  const eighths = Math.max(1, Math.floor(part * columns * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[(eighths % 8) - 1] ?? '');
}
