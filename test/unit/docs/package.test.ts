import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../../provisioners/core/paths";

/** Paths of the files that npm publishes. */
function packed(): string[] {
  const args = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  const json = execFileSync("npm", args, { cwd: packageRoot, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return (JSON.parse(json) as [{ files: { path: string }[] }])[0].files.map(({ path }) => path);
}

describe("the npm package", () => {
  const files = packed();

  test("holds what README.md points to in docs, examples and stacks", () => {
    const readme = readFileSync(join(packageRoot, "README.md"), "utf8");
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link]) => link as string);
    const shipped = links.filter((link) => /^(docs|examples|stacks|Pulumi\.)/.test(link));
    expect(shipped.length).toBeGreaterThan(5);
    expect(shipped.filter((link) => !files.some((file) => file === link || file.startsWith(`${link}/`)))).toEqual([]);
  });

  test("holds the plugin, the lab's scripts and the license", () => {
    expect(files).toEqual(
      expect.arrayContaining([
        "plugin/pulumi-resource-swarm",
        "plugin/schema.json",
        "lab/image/make-disk.sh",
        "lab/backends/uml/xstate.c",
        "LICENSE",
        "CHANGELOG.md",
      ]),
    );
  });

  test("leaves out what only contributors use", () => {
    const useless = /\.map$|\.tsbuildinfo$|fingerprint|^(dist\/)?(tools|bench|test)\/|\.test\./;
    expect(files.filter((file) => useless.test(file))).toEqual([]);
  });
});
