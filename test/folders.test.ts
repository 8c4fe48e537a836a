import { expect, it } from 'vitest';
import { userFolders } from '../src/folders.ts';

const homeless = () => {
  throw new Error('no such user');
};

it('folders are those of the system below the home, unless XDG names others by an absolute path', () => {
  const env = { XDG_STATE_HOME: '/state', XDG_CACHE_HOME: 'cache' };
  expect(userFolders({ env, platform: 'linux' }, () => '/home/ida')).toEqual({
    config: '/home/ida/.config',
    state: '/state',
    cache: '/home/ida/.cache',
  });
  expect(userFolders({ env, platform: 'darwin' }, () => '/Users/ida').cache).toBe('/Users/ida/Library/Caches');
});

it('a user whom the system does not know keeps the program from nothing that needs no files', () => {
  expect(userFolders({ env: {}, platform: 'linux' }, homeless).config).toBe('/.config');
  expect(userFolders({ env: { XDG_CONFIG_HOME: '/config' }, platform: 'linux' }, homeless).config).toBe('/config');
});
