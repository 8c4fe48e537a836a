/** Licences that only ask for their text to come along, and Apache-2.0 for the NOTICE file, if there is one. */
export const KNOWN = ['Apache-2.0', 'MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0'];
