/** What is loaded to print an answer. What measures text is not: it takes longer to load than a short command to run. */

export { sanitize } from '../text/sanitize.ts';
export { shouldColour, wantsAscii } from '../text/style.ts';
export { render } from './render.ts';
