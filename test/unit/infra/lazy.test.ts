// Loading one of them is what fails the test.
jest.mock("ssh2", () => {
  throw new Error("ssh2 was loaded");
});
jest.mock("dockerode", () => {
  throw new Error("dockerode was loaded");
});

test("the program loads neither an SSH client nor one of Docker: the plugin has them", () => {
  expect(() => require("../../../infra/exports")).not.toThrow();
  const { hostKeyProblem } = require("../../../provisioners/ssh/keys/problems");
  expect(() => hostKeyProblem("ssh-ed25519 AAAA", "h", 22)).toThrow("ssh2 was loaded");
  // All of the program is compiled for it.
}, 60_000);
