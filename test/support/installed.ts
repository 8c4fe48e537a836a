import { spawnSync } from 'node:child_process';

/**
 * Those of the programs that the tests can use: what is installed here, but all of them where PROGRAMS=all says that
 * they have to be there, as CI does.
 */
export const usable = <T extends string>(...programs: T[]): T[] =>
  process.env.PROGRAMS === 'all' ? programs : programs.filter(isInstalled);

/** Whether a program can be started here. */
export const isInstalled = (program: string): boolean =>
  spawnSync('sh', ['-c', 'command -v "$0"', program], { stdio: 'ignore' }).status === 0;
