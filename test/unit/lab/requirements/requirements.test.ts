import { openingCommand } from "../../../../lab/network/namespace";
import type { LabHost } from "../../../../lab/requirements/host";
import { lacksOf } from "../../../../lab/requirements/lacks";
import { neededPackages, notInstalled } from "../../../../lab/requirements/packages";
import { requirementsError } from "../../../../lab/requirements/report";
import { rangesCommand } from "../../../../lab/requirements/subordinate";

const folder = (path: string) => ({ path, writable: true, free: 50_000 });
/** An ordinary user's computer on which nothing is missing. */
const sound: LabHost = {
  user: "ann",
  isRoot: false,
  missingPackages: [],
  buildsImage: true,
  namespaces: { network: ["--user", "--map-root-user", "--net"], user: true },
  opensNamespaces: "sudo sysctl -w kernel.unprivileged_userns_clone=1",
  ranges: { uids: "ann:100000:65536\n", gids: "ann:100000:65536\n" },
  gainsRights: true,
  memory: 8_000,
  folders: { cache: folder("/home/ann/.cache"), temporary: folder("/tmp"), sockets: folder("/run/user/1000") },
  hasFreePort: true,
};
const uml = { label: "user-mode Linux", livesInNamespace: true };
const qemu = { label: "QEMU", livesInNamespace: false };
const closed = { user: false, refusal: "unshare: unshare failed: Operation not permitted" };
const tight = { path: "/home/ann/.cache", writable: true, free: 2_000 };

describe("requirements of the lab", () => {
  test("are met on a sound computer", () => {
    expect(lacksOf(sound, uml)).toEqual([]);
  });

  test.each<[string, Partial<LabHost>, RegExp, RegExp]>([
    [
      "packages",
      { missingPackages: ["uidmap", "skopeo"] },
      /^uidmap, skopeo are not/,
      /^sudo apt-get update && .* uidmap skopeo$/,
    ],
    ["one package", { missingPackages: ["uidmap"] }, /^uidmap is not installed$/, /uidmap$/],
    ["dpkg", { missingPackages: undefined }, /not Debian or Ubuntu/, /Debian or Ubuntu/],
    [
      "a network namespace",
      { namespaces: { ...closed, user: true } },
      /ann may not make the network namespace in which user-mode Linux runs \(unshare: .*not permitted\)/,
      /unprivileged_userns_clone=1/,
    ],
    [
      "subordinate users",
      { ranges: { ...sound.ranges, uids: "" } },
      /no subordinate users/,
      /usermod --add-subuids 100000-165535 ann/,
    ],
    ["rights for newuidmap", { gainsRights: false }, /no_new_privs/, /outside this sandbox/],
    ["memory", { memory: 700 }, /^700 MiB of memory are available/, /^end what takes most/],
    ["disk space", { folders: { ...sound.folders, cache: tight } }, /has 2000 MiB left of 3072/, /PULUMI_SWARM_CACHE=/],
    [
      "a folder for sockets",
      { folders: { ...sound.folders, sockets: { path: "/run/user/0", writable: false, free: 0 } } },
      /^\/run\/user\/0 cannot be written$/,
      /XDG_RUNTIME_DIR=/,
    ],
    [
      "temporary space",
      { folders: { ...sound.folders, temporary: { ...tight, path: "/tmp", free: 64 } } },
      /^\/tmp has 64/,
      /TMPDIR=/,
    ],
    ["free ports", { hasFreePort: false }, /no port/, /ss -ltnp/],
  ])("name a lack of %s with the command that mends it", (_what, change, what, fix) => {
    expect(lacksOf({ ...sound, ...change }, uml)).toMatchObject([
      { what: expect.stringMatching(what), fix: expect.stringMatching(fix) },
    ]);
  });

  test.each<[string, Partial<LabHost>, typeof uml]>([
    [
      "namespaces, where QEMU runs the machines and their image is there",
      { namespaces: closed, buildsImage: false },
      qemu,
    ],
    ["subordinate users, where the image is there", { ranges: { uids: "", gids: "" }, buildsImage: false }, uml],
    ["subordinate users, for root", { ranges: { uids: "", gids: "" }, isRoot: true }, uml],
    [
      "a user namespace, for root with all rights",
      { isRoot: true, namespaces: { network: ["--net"], user: false } },
      uml,
    ],
    ["rights for newuidmap, where the image is there", { gainsRights: false, buildsImage: false }, uml],
    ["room for an image that is there", { folders: { ...sound.folders, cache: tight }, buildsImage: false }, uml],
  ])("do not ask for %s", (_what, change, backend) => {
    expect(lacksOf({ ...sound, ...change }, backend)).toEqual([]);
  });

  test("ask for a user namespace where root without its rights builds the image", () => {
    const lacks = lacksOf({ ...sound, isRoot: true, namespaces: closed }, qemu);
    expect(lacks).toMatchObject([{ what: expect.stringContaining("user namespace in which the image is built") }]);
  });

  test("are reported all at once, each command once", () => {
    const host = {
      ...sound,
      missingPackages: ["uidmap"],
      namespaces: closed,
      ranges: { uids: "", gids: "" },
      memory: 700,
    };
    expect(requirementsError(lacksOf(host, uml), ["One thing more"]).message).toBe(
      [
        "This computer lacks what the lab needs; nothing has been made (this machine)",
        "Cause: - uidmap is not installed",
        "  sudo apt-get update && sudo apt-get install --no-install-recommends uidmap",
        "- ann may not make the network namespace in which user-mode Linux runs (unshare: unshare failed: Operation not permitted); ann may not make the user namespace in which the image is built",
        "  sudo sysctl -w kernel.unprivileged_userns_clone=1",
        "- ann has no subordinate users and groups, to which the image's files belong",
        "  sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 ann",
        "- 700 MiB of memory are available, and one machine with Pulumi needs 1536",
        "  end what takes most of it: ps -eo rss,pid,args --sort=-rss | head",
        "One thing more",
        "Fix: run the command below each line, then repeat this one",
      ].join("\n"),
    );
  });
});

describe("packages", () => {
  const backend = { packages: { iproute2: "makes the network" } };
  test.each([
    [
      "a user who builds the image",
      { isRoot: false, buildsImage: true },
      ["iproute2", "skopeo", "mmdebstrap", "uidmap"],
      [],
    ],
    [
      "root who builds the image",
      { isRoot: true, buildsImage: true },
      ["iproute2", "skopeo", "mmdebstrap"],
      ["uidmap"],
    ],
    [
      "a user who has the image",
      { isRoot: false, buildsImage: false },
      ["iproute2", "skopeo"],
      ["mmdebstrap", "uidmap"],
    ],
  ])("of %s", (_who, needs, present, absent) => {
    const names = neededPackages({ ...needs, backend });
    expect(names).toEqual(expect.arrayContaining(present));
    for (const name of absent) expect(names).not.toContain(name);
  });

  test("that are unknown, removed or half installed are missing", () => {
    const rows = "skopeo installed\nmmdebstrap config-files\ne2fsprogs half-configured\n";
    const wanted = ["skopeo", "mmdebstrap", "e2fsprogs", "iproute2"];
    expect(notInstalled(wanted, rows)).toEqual(["mmdebstrap", "e2fsprogs", "iproute2"]);
  });
});

describe("ranges of subordinate users", () => {
  test.each([
    ["are there", "ann:100000:65536", "ann:165536:65536", undefined],
    ["are too small", "ann:100000:1000", "ann:100000:65536", "sudo usermod --add-subuids 101000-166535 ann"],
    ["follow those of others", "bob:100000:65536", "ann:1:65536", "sudo usermod --add-subuids 165536-231071 ann"],
    ["are missing", "", "", "sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 ann"],
  ])("%s", (_how, uids, gids, command) => {
    expect(rangesCommand("ann", { uids, gids })).toBe(command);
  });
});

test.each([
  [{ "kernel.unprivileged_userns_clone": "0" }, "sudo sysctl -w kernel.unprivileged_userns_clone=1"],
  [
    { "kernel.apparmor_restrict_unprivileged_userns": "1" },
    "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
  ],
  [{ "user.max_user_namespaces": "0" }, "sudo sysctl -w user.max_user_namespaces=15000"],
  [{ "user.max_user_namespaces": "96000" }, expect.stringContaining("--cap-add SYS_ADMIN")],
])("the command that opens namespaces follows the kernel's settings: %j", (settings, command) => {
  expect(openingCommand(settings)).toEqual(command);
});
