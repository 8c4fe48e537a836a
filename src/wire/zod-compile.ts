/** The one function of zod's core that is used, apart from the rest: a dynamic import of the core would bundle all of it. */
export { compileFn } from 'zod/v4/core';
