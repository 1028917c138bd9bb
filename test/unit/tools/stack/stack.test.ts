import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dropSalt, pendingCreates } from "../../../../tools/stack/stack";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tools-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("only open creations need to be cleared", () => {
  const pending_operations = [{ type: "creating" }, { type: "updating" }, { type: "creating" }];
  expect(pendingCreates(JSON.stringify({ deployment: { pending_operations } }))).toBe(2);
  expect(pendingCreates(JSON.stringify({ deployment: {} }))).toBe(0);
});

test("the salt is dropped from a stack's configuration, unless something is encrypted with it", async () => {
  const config = join(folder, "Pulumi.lab.yaml");
  const plain = "config:\n  # kept\n  swarm:x: 1\n";
  await writeFile(config, `${plain}encryptionsalt: v1:abc\n`);
  await dropSalt(config);
  expect(await readFile(config, "utf8")).toBe(plain);
  const encrypted = "encryptionsalt: v1:abc\nconfig:\n  swarm:x:\n    secure: v1:def\n";
  await writeFile(config, encrypted);
  await dropSalt(config);
  expect(await readFile(config, "utf8")).toBe(encrypted);
  await dropSalt(join(folder, "none"));
});
