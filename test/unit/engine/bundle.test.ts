import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BundleDigests, bundleProblem, readBundle } from "../../../provisioners/engine/bundle";

describe("a bundle", () => {
  let folder: string;
  const put = (...names: string[]) => {
    for (const name of names) writeFileSync(join(folder, name), name);
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bundle-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("is read by its files' names, and its hash is that of the content", () => {
    put(
      "docker-ce_29.0.1-1~debian.13~trixie_amd64.deb",
      "docker-ce-cli_5%3a29.0.1-1_amd64.deb",
      "containerd.io_2.1.5-1_amd64.deb",
    );
    const bundle = readBundle(folder);
    expect(bundle).toMatchObject({ source: "docker", version: "29.0.1" });
    put("tini_0.19.0-3_amd64.deb");
    expect(readBundle(folder).hash).not.toBe(bundle.hash);
  });

  test("has its files read once in a session, and again when they change", () => {
    const digests = new BundleDigests();
    const file = join(folder, "docker.io_29.0.1_amd64.deb");
    const write = (text: string, seconds: number) => {
      writeFileSync(file, text);
      utimesSync(file, seconds, seconds);
    };
    write("one", 1_000);
    const { hash } = readBundle(folder, digests);
    write("two", 1_000);
    expect(readBundle(folder, digests).hash).toBe(hash);
    expect(readBundle(folder, new BundleDigests()).hash).not.toBe(hash);
    write("two", 2_000);
    expect(readBundle(folder, digests).hash).not.toBe(hash);
  });

  test.each([
    [[], /has no \.deb or \.rpm files/],
    [["docker-ce_1_amd64.deb"], /has no package docker-ce-cli and containerd\.io/],
    [["tini_1_amd64.deb"], /has no package docker-ce or docker\.io/],
    [["docker.io_1_amd64.deb", "tini-1-1.x86_64.rpm"], /both \.deb and \.rpm/],
    [["docker.io_1_amd64.deb", "docker.io_2_amd64.deb"], /two files of the package docker\.io/],
    [["docker.deb"], /docker\.deb is not named as packages are/],
  ])("of %j is refused", (names, message) => {
    put(...names);
    expect(bundleProblem(folder, undefined)).toMatch(message);
  });

  test("that is not there, or of another version than the pin, is refused", () => {
    put(
      "docker-ce-29.0.1-1.el9.x86_64.rpm",
      "docker-ce-cli-29.0.1-1.el9.x86_64.rpm",
      "containerd.io-2.1.5-1.el9.x86_64.rpm",
    );
    expect(bundleProblem(folder, "29.0.1")).toBeUndefined();
    expect(bundleProblem(folder, "28.5.2")).toContain("holds Docker 29.0.1, not 28.5.2");
    expect(bundleProblem(join(folder, "none"), undefined)).toContain("ENOENT");
  });
});
