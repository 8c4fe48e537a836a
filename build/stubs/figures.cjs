/**
 * Takes the place of @inquirer/figures, a table of hundreds of characters. Inquirer builds its default theme from these;
 * our theme replaces them all.
 */
module.exports = { tick: '*', pointer: '>', circle: ' ', circleFilled: '*', circleDouble: '*' };
