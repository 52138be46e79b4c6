// Stands in the bundle for a package that oclif needs only to discover commands and plugins, which an explicit
// command table never does. Calling into it is a bug of the bundle, and says so.
module.exports = new Proxy(
  {},
  {
    get: (_, name) => () => {
      throw new Error(
        `scripts/build.mjs left out the package that provides ${String(name)}, yet it was called`,
      );
    },
  },
);
