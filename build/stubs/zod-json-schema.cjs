/**
 * Takes the place of what makes a JSON Schema of zod's classic schemas, 20 KB of the package. Only the SDK of the Model
 * Context Protocol has such schemas, and the schemas of the tools come from the program.
 */
const refuse = () => {
  throw new Error('There is no JSON Schema of these schemas');
};
exports.createToJSONSchemaMethod = () => refuse;
exports.createStandardJSONSchemaMethod = () => refuse;
exports.aggregateChecks = refuse;
exports.toJSONSchema = refuse;
