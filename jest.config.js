const project = (name, extra = {}) => ({
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  transform: { "\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }] },
  modulePathIgnorePatterns: ["<rootDir>/dist", "<rootDir>/.pulumi-swarm"],
  ...extra,
});

/** Suites by what they need: `npx jest --selectProjects unit`. */
module.exports = {
  projects: [project("unit"), project("ssh"), project("lab", { setupFilesAfterEnv: ["<rootDir>/test/lab/setup.ts"] })],
};
