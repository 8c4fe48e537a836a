/**
 * Keeps V8's young generation from growing while pages come and go: a larger one makes a long list no faster, and take a
 * third more memory (`npm run bench` has the curve). A `small` one grows its old generation in smaller steps, too, which
 * takes a tenth more of the processor and a fifth less memory where thousands of records are kept. Gives what undoes it:
 * V8 refuses a code cache that was made under other flags, and one is made at the end.
 */
export async function keepHeapSteady({ small = false }: { small?: boolean } = {}): Promise<() => void> {
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString('--semi-space-growth-factor=1');
  if (small) setFlagsFromString('--heap-growing-percent=100');
  return () => {
    setFlagsFromString('--semi-space-growth-factor=2');
    if (small) setFlagsFromString('--heap-growing-percent=0');
  };
}
