/** The average of whole days, with one decimal; null without any. */
export function averageOf(days: number, count: number): string | null {
  return count === 0 ? null : (Math.round((days * 10) / count) / 10).toFixed(1);
}
