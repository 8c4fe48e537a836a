import type * as z from 'zod/mini';
import type { Profile } from '../storage/config-file.ts';
import type { passwordsSchema } from '../storage/schemas.ts';
import { openStore } from '../storage/store.ts';
import { lazySchema } from '../wire/lazy-schema.ts';
import type { Keyring } from './keyring.ts';

/** A user of a space. A password is stored for exactly this origin, space and user. */
export interface SignIn {
  /** Scheme, host and port. */
  origin: string;
  space: string;
  username: string;
}

/** Where a password is stored: the system's keyring, or a file. */
export type PasswordLocation = Profile['password'];

/** The stored passwords: in the system's keyring where there is one, else in a file for the user alone. */
export interface Passwords {
  /** Where the file is. */
  readonly path: string;
  /** Stores a password and returns where; `keyringProblem` is why it is not in the keyring. */
  save(signIn: SignIn, password: string): Promise<{ location: PasswordLocation; keyringProblem?: string }>;
  /** Undefined if there is none. Throws an Error with the reason if the keyring does not answer. */
  find(signIn: SignIn, location: PasswordLocation): Promise<string | undefined>;
  remove(signIn: SignIn, location: PasswordLocation): Promise<void>;
}

export const sameSignIn = (a: SignIn, b: SignIn): boolean =>
  a.origin === b.origin && a.space === b.space && a.username === b.username;

type PasswordsFile = z.infer<ReturnType<typeof passwordsSchema>>;
const schema = lazySchema<PasswordsFile>(async () => (await import('../storage/schemas.ts')).passwordsSchema());

/** The passwords in the keyring and in the file at `path`. Without a keyring all are in the file. */
export function openPasswords(path: string, openKeyring: () => Promise<Keyring | undefined>): Passwords {
  const store = openStore<PasswordsFile>(path, schema, { passwords: [] }, { after: ['auth', 'login'], secret: true });
  // Only the last part can hold a #.
  const account = ({ origin, space, username }: SignIn) => `${origin}/${space}#${username}`;
  const keyring = async () => {
    const system = await openKeyring();
    if (!system) throw new Error('it is not to be used here');
    return system;
  };

  return {
    path,
    save: async ({ origin, space, username }, password) => {
      const signIn = { origin, space, username };
      try {
        await (await keyring()).set(account(signIn), password);
        return { location: 'keyring' };
      } catch (error) {
        await store.change(({ passwords, ...rest }) => ({
          ...rest,
          passwords: [...passwords.filter(entry => !sameSignIn(entry, signIn)), { ...signIn, password }],
        }));
        return { location: 'file', keyringProblem: (error as Error).message };
      }
    },
    find: async (signIn, location) =>
      location === 'keyring'
        ? (await keyring()).get(account(signIn))
        : (await store.read()).passwords.find(entry => sameSignIn(entry, signIn))?.password,
    remove: async (signIn, location) => {
      if (location === 'keyring') return (await keyring()).delete(account(signIn));
      await store.change(file => {
        const passwords = file.passwords.filter(entry => !sameSignIn(entry, signIn));
        return passwords.length === file.passwords.length ? file : { ...file, passwords };
      });
    },
  };
}
