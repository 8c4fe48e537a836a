/** The prompts used here. By name, so that the bundle holds only these. */
export { input, password, Separator, search, select } from '@inquirer/prompts';
