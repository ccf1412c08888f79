const { createRequire } = require("node:module");

// The SDK's own copy. As an ES module, since the SDK copies the members of any other, which would load it.
module.exports = {
  __esModule: true,
  get Arborist() {
    return createRequire(require.resolve("@pulumi/pulumi/package.json"))("@npmcli/arborist").Arborist;
  },
};
