import { CliError } from '../errors.ts';
import type { Host } from '../host.ts';
import { openConfigFile } from '../storage/config-file.ts';
import { ownValue } from '../values/own-value.ts';

/** Command lines that a user calls by a word of their own, for all spaces. They are in the file of the profiles. */
export interface Aliases {
  /** The lines by their names. Throws BAD_SETTINGS, LOCAL_DISK. */
  all(): Promise<Readonly<Record<string, string>>>;
  /** Returns the line before, if there was one. */
  set(name: string, line: string): Promise<string | undefined>;
  /** Throws NOT_FOUND. */
  remove(name: string): Promise<void>;
}

/** The aliases of this user. */
export function openAliases(host: Host): Aliases {
  const file = openConfigFile(host);
  return {
    all: async () => (await file.read()).aliases ?? {},
    set: async (name, line) => {
      let before: string | undefined;
      await file.change(config => {
        before = ownValue(config.aliases ?? {}, name);
        return before === line ? config : { ...config, aliases: { ...config.aliases, [name]: line } };
      });
      return before;
    },
    remove: name =>
      file.change(config => {
        const { [name]: _, ...aliases } = config.aliases ?? {};
        if (ownValue(config.aliases ?? {}, name) === undefined)
          throw new CliError('NOT_FOUND', `There is no alias '${name}'`);
        return { ...config, aliases };
      }),
  };
}
