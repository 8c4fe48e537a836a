/** Stands in for proper-lockfile in completion, which writes nothing and so locks nothing. */
exports.lock = () => {
  throw new Error('Completion locks nothing');
};
