import { compareVersions, madison, upstream } from "../../../provisioners/docker/version";
import { needsInstall } from "../../../provisioners/engine/rules";
import { facts, refused } from "../engine/helpers";

describe("the version", () => {
  test("is compared by its upstream part", () => {
    expect(upstream("5:29.0.1-1~debian.13~trixie")).toBe("29.0.1");
    expect(upstream("26.1.5+dfsg1")).toBe("26.1.5");
    expect(compareVersions("29.0.1", "5:28.5.2-1")).toBeGreaterThan(0);
    expect(compareVersions("26.1.5", "26.1.5+dfsg1")).toBe(0);
  });

  test("not pinned: any Docker is right; pinned: upgrade yes, downgrade and another source no", () => {
    const ours = facts({ docker: "28.0.0", packages: { "docker-ce": "ii 5:28.0.0" } });
    expect(needsInstall(facts(), { source: "docker" })).toBe(true);
    expect(needsInstall(ours, { source: "distribution" })).toBe(false);
    expect(needsInstall(ours, { source: "docker", version: "28.0.0" })).toBe(false);
    expect(needsInstall(ours, { source: "docker", version: "29.0.1" })).toBe(true);
    expect(refused(() => needsInstall(ours, { source: "docker", version: "27.0.0" }))).toContain("newer 28.0.0");
    expect(refused(() => needsInstall(ours, { source: "distribution", version: "29.0.1" }))).toContain("source");
  });

  test("is read from apt-cache madison", () => {
    const output =
      " docker-ce | 5:29.0.1-1~debian.13~trixie | https://x trixie/stable\n docker-ce-cli | 5:28.0.0 | y\n";
    expect(madison(output, "docker-ce")).toEqual(["5:29.0.1-1~debian.13~trixie"]);
  });
});
