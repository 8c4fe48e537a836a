/** Stands in for node:assert in undici, which calls nothing else of it: the module of Node takes a millisecond to load. */
module.exports = (isTrue, message = 'Assertion failed') => {
  if (!isTrue) throw new Error(message);
};
