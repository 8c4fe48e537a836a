/**
 * Takes the place of the tables of encodings in iconv-lite that are neither found nor named here: they are most of it.
 */
module.exports = [];
