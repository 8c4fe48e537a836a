/** How many runs a property has: the first number in `npm test`, the second in `npm run properties`. */
export const runs = (short: number, long: number): number => (process.env.PROPERTIES === 'long' ? long : short);
