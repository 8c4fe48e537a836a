/** What the work gives; nothing if it fails, for what is a convenience and stops nobody. */
export async function ignoreErrors<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}
