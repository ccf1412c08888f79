const { createRequire } = require("node:module");

// Marked as an ES module: of any other, the SDK copies the members, which would load the real one. That is the SDK's own copy.
module.exports = {
  __esModule: true,
  get Arborist() {
    return createRequire(require.resolve("@pulumi/pulumi/package.json"))("@npmcli/arborist").Arborist;
  },
};
