/** What is loaded to print an answer. */
export { render } from './render.ts';
export { shouldColour, wantsAscii } from './style.ts';
export { clean } from './text.ts';
