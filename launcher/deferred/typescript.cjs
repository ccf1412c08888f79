let loaded;

module.exports = new Proxy(
  {},
  {
    get(_, name) {
      loaded ??= require("@pulumi/pulumi/typescript-shim.js");
      return loaded[name];
    },
  },
);
