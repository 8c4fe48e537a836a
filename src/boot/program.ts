/** The exports of the built program for the loader. The library is loaded only for a program that imports it. */
export { realHost, run } from '../main.ts';

export const apiModule = (): typeof import('../library.ts') => require('../library.ts');
