/** Takes the place of node:assert in undici, which checks itself with it: that one takes milliseconds to load. */
module.exports = (value, message = 'An assertion failed') => {
  if (!value) throw message instanceof Error ? message : new Error(message);
};
