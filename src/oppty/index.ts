/** The engine of `oppty create`, loaded when it runs. */
export { byId } from './carry-on.ts';
export { findByKey, readClientKey } from './client-key.ts';
export { commandLine } from './command-line.ts';
export { createOpportunity } from './create.ts';
export { shownRecord } from './created.ts';
export { applying, drafted } from './defaults.ts';
export { findSent, lookAgain, marks } from './doubt.ts';
export { merge } from './draft.ts';
export { fromText } from './from-body.ts';
export { fromFlags } from './from-flags.ts';
