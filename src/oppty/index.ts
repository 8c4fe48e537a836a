/** The engine of `oppty create`, loaded when it runs. */

export { findByKey, readClientKey } from '../outcome/client-key.ts';
export { findSent, pollUntilSettled, sentFilter } from '../outcome/find-sent.ts';
export { sendOnce } from '../outcome/send-once.ts';
export { commandLine } from './command-line.ts';
export { createOpportunity } from './create.ts';
export { createdFields } from './created-record.ts';
export { replaceAnswers } from './draft/overlay.ts';
export { parseFlags } from './input/flags.ts';
export { parseJsonInput } from './input/json.ts';
export { applicableDefaults, defaultsDraft } from './resolve/defaults.ts';
export { toRefs } from './resolve/revalidate.ts';
