/**
 * Stands in for the validator of the SDK for the Model Context Protocol: 150 KB of ajv for the answers of clients to
 * questions, and the server of this tool asks none.
 */
exports.t = class {
  getValidator() {
    throw new Error('This server validates no answers of clients');
  }
};
