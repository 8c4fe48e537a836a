import type * as z from 'zod/mini';
import type { passwordsFile } from '../storage/schemas.ts';
import { openStore } from '../storage/store.ts';
import { lazySchema } from '../wire/lazy-schema.ts';
import type { Keyring } from './keyring.ts';

/** What a password is for. It is kept for this very origin, space and user, and found for no other. */
export interface SignIn {
  /** Scheme, host and port. */
  origin: string;
  space: string;
  username: string;
}

/** Where a password is kept. */
export const PASSWORD_LOCATIONS = ['keyring', 'file'] as const;
export type PasswordLocation = (typeof PASSWORD_LOCATIONS)[number];

/** The passwords that are kept: in the system's keyring where there is one, else in a file for the user alone. */
export interface Passwords {
  /** Where the file is. */
  readonly path: string;
  /** Keeps a password and says where; `withheld` is why it is not the keyring. */
  keep(signIn: SignIn, password: string): Promise<{ place: PasswordLocation; withheld?: string }>;
  /** Undefined if there is none. Throws an Error with the reason if the keyring does not tell. */
  find(signIn: SignIn, place: PasswordLocation): Promise<string | undefined>;
  drop(signIn: SignIn, place: PasswordLocation): Promise<void>;
}

export const sameSignIn = (a: SignIn, b: SignIn): boolean =>
  a.origin === b.origin && a.space === b.space && a.username === b.username;

type File = z.infer<ReturnType<typeof passwordsFile>>;

const file = lazySchema<File>(async () => (await import('../storage/schemas.ts')).passwordsFile());

/** The passwords beside the file at `path`. Without a keyring all are in the file. */
export function openPasswords(path: string, keyring: () => Promise<Keyring | undefined>): Passwords {
  const store = openStore<File>(path, file, { passwords: [] }, { after: 'pipeliner auth login', secret: true });
  // No part but the last can hold a #.
  const account = ({ origin, space, username }: SignIn) => `${origin}/${space}#${username}`;
  const asked = async () => {
    const found = await keyring();
    if (!found) throw new Error('it is not to be used here');
    return found;
  };

  return {
    path,
    keep: async ({ origin, space, username }, password) => {
      const signIn = { origin, space, username };
      try {
        await (await asked()).set(account(signIn), password);
        return { place: 'keyring' };
      } catch (error) {
        await store.change(({ passwords, ...rest }) => ({
          ...rest,
          passwords: [...passwords.filter(one => !sameSignIn(one, signIn)), { ...signIn, password }],
        }));
        return { place: 'file', withheld: (error as Error).message };
      }
    },
    find: async (signIn, place) =>
      place === 'keyring'
        ? (await asked()).get(account(signIn))
        : (await store.read()).passwords.find(one => sameSignIn(one, signIn))?.password,
    drop: async (signIn, place) => {
      if (place === 'keyring') return (await asked()).delete(account(signIn));
      await store.change(now => {
        const passwords = now.passwords.filter(one => !sameSignIn(one, signIn));
        return passwords.length === now.passwords.length ? now : { ...now, passwords };
      });
    },
  };
}
