import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readerCommand } from "../../../provisioners/core/reader-command";

test("a reader in the checkout gets npm's commands", () => {
  expect(readerCommand("lab", "ssh worker-1")).toBe("npm run lab -- ssh worker-1");
  expect(readerCommand("up")).toBe("npm start");
  expect(readerCommand("destroy")).toBe("npm run destroy");
});

test("a reader in a project of their own gets the package's commands and Pulumi's", () => {
  const root = mkdtempSync(join(tmpdir(), "reader-"));
  try {
    expect(readerCommand("lab", "ssh worker-1", root)).toBe("npx pulumi-swarm lab ssh worker-1");
    expect(readerCommand("up", "", root)).toBe("pulumi up");
    expect(readerCommand("destroy", "", root)).toBe("pulumi destroy");
  } finally {
    rmSync(root, { recursive: true });
  }
});
