/** What is loaded to print an answer. */

export { sanitize } from '../text/sanitize.ts';
export { shouldColour, wantsAscii } from '../text/style.ts';
export { truncate } from '../text/width.ts';
export { render } from './render.ts';
