import { program } from "../../../../../infra/program";
import { configured } from "../../../configured";
import { record } from "../../../recorded";
import { drained } from "./plan";

// Loading one of them anywhere below is what fails the test.
jest.mock("@pulumi/aws", () => {
  throw new Error("@pulumi/aws was loaded");
});
jest.mock("@pulumi/digitalocean", () => {
  throw new Error("@pulumi/digitalocean was loaded");
});

test("a cloud's package is loaded only where machines come from that cloud", async () => {
  expect(() => require("../../../../../infra/exports")).not.toThrow();
  const recorded = await record();
  expect(() => program(configured({ stacks: ["hello"] }))).not.toThrow();
  await drained(recorded);
  const cloud = { region: "eu-central-1", admins: ["203.0.113.7/32"] };
  expect(() => program(configured({ source: "aws", cloud }))).toThrow("@pulumi/aws was loaded");
  // All of the program is compiled for it.
}, 60_000);
