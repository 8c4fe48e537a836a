/** The text of a module that has, of iconv-lite's tables of single bytes, that of Windows-1252 alone. */
import encodings from 'iconv-lite/encodings/sbcs-data-generated.js';

const { windows1252 } = encodings;
export default `module.exports = ${JSON.stringify({ windows1252 })};`;
