/** Milliseconds of a clock that is never set: for durations. `performance.now()` would load a module of Node for this. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
