/** Tests read texts as a pipe gets them, wherever jest runs. Set before a test's imports; its processes inherit it. */
const plainTexts = "<rootDir>/test/support/plain-texts.js";

/** Packages that are ES modules, which jest does not import as they are. */
const esModules = "(age-encryption|@noble|@scure)/";
const swc = (syntax) => ["@swc/jest", { jsc: { target: "es2022", parser: { syntax } }, module: { type: "commonjs" } }];

const project = (name, extra = {}) => ({
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  transform: { "\\.ts$": swc("typescript"), [`node_modules/${esModules}.+\\.js$`]: swc("ecmascript") },
  transformIgnorePatterns: [`node_modules/(?!${esModules})`],
  setupFiles: [plainTexts],
  modulePathIgnorePatterns: ["dist", "bundle", "release", ".pulumi-swarm"].map((folder) => `<rootDir>/${folder}`),
  ...extra,
});

const onMachines = {
  setupFilesAfterEnv: ["<rootDir>/test/lab/support/jest/setup.ts"],
  testEnvironment: "<rootDir>/test/lab/support/jest/environment.ts",
};

/** Suites by what they need: `npx jest --selectProjects unit`. */
module.exports = {
  projects: [
    project("unit"),
    project("ssh"),
    project("simulated"),
    project("dashboard"),
    project("package"),
    project("lab", onMachines),
    project("languages", onMachines),
    project("cloud", onMachines),
  ],
};
