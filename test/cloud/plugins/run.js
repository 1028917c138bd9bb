// Runs the stand-ins from their sources, as jest does with tests.
const { transformFileSync } = require("@swc/core");

require.extensions[".ts"] = (module, file) => {
  const { code } = transformFileSync(file, {
    module: { type: "commonjs" },
    jsc: { target: "es2022", parser: { syntax: "typescript" } },
    sourceMaps: "inline",
  });
  module._compile(code, file);
};
require("../stand-ins/main.ts");
