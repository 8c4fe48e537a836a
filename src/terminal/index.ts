/** What is loaded to print an answer or an error. */
export { render } from './render.ts';
export { shouldColour, wantsAscii } from './style.ts';
export { tellBug, tellError } from './tell.ts';
export { clean } from './text.ts';
