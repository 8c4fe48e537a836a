/** Takes the place of what cli-table3 loads for colours of its own: it is asked for none. */
module.exports = {};
