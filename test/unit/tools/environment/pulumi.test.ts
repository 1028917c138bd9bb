import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasOwnBackend, plainOptions } from "../../../../tools/environment/pulumi";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tools-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("the user's own backend", () => {
  const login = async (text: string) => writeFile(join(folder, "credentials.json"), text);

  test.each([["PULUMI_BACKEND_URL"], ["PULUMI_ACCESS_TOKEN"]])("by %s", (name) => {
    expect(hasOwnBackend({ PULUMI_HOME: folder, [name]: "x" })).toBe(true);
  });

  test("by login", async () => {
    expect(hasOwnBackend({ PULUMI_HOME: folder })).toBe(false);
    await login('{"current":"s3://bucket"}');
    expect(hasOwnBackend({ PULUMI_HOME: folder })).toBe(true);
    await login('{"current":""}');
    expect(hasOwnBackend({ PULUMI_HOME: folder })).toBe(false);
  });

  test("unreadable credentials are not taken for none", async () => {
    await login("{");
    expect(() => hasOwnBackend({ PULUMI_HOME: folder })).toThrow(/credentials\.json[\s\S]*Fix: /);
  });
});

test("a piped run of Pulumi prints no dots and no colours, one in a terminal has Pulumi's own display", () => {
  expect(plainOptions(false)).toEqual(["--suppress-progress", "--color", "never"]);
  expect(plainOptions(true)).toEqual([]);
});
