/** The result of the work; undefined if it fails. For conveniences, whose failure must not stop a command. */
export async function ignoreErrors<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}
