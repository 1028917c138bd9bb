import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BackendKind } from "../../../../lab/backends/kind";
import { isNewEnough } from "../../../../lab/backends/qemu/programs";
import { candidates, forcedBackend } from "../../../../lab/choice/candidates";
import { chooseBackend, sentence } from "../../../../lab/choice/choose";
import type { Facts } from "../../../../lab/choice/facts";
import type { Lack } from "../../../../lab/requirements/lacks";

const pc: Facts = {
  platform: "linux",
  arch: "x64",
  release: "6.1",
  kvm: "usable",
  qemu: "7.2.1",
  hasUml: true,
  hasNamespaces: true,
};

describe("candidates", () => {
  test.each<[string, Partial<Facts>, BackendKind[]]>([
    ["everything", {}, ["kvm", "uml", "tcg"]],
    ["no QEMU: not installed for KVM's sake", { qemu: undefined }, ["uml", "tcg"]],
    ["no KVM", { kvm: "absent" }, ["uml", "tcg"]],
    ["KVM for others only", { kvm: "forbidden" }, ["uml", "tcg"]],
    ["ARM, where KVM is worth an installation", { arch: "arm64", qemu: undefined }, ["kvm", "tcg"]],
    ["macOS", { platform: "darwin", arch: "arm64", kvm: "absent" }, ["hvf", "tcg"]],
  ])("%s", (_what, facts, kinds) => {
    const found = candidates({ ...pc, ...facts });
    expect(found.kinds).toEqual(kinds);
    expect([...found.kinds, ...Object.keys(found.reasons)].sort()).toEqual(["hvf", "kvm", "tcg", "uml"]);
  });
});

test("a forced backend must be one that exists", () => {
  expect(forcedBackend({})).toBeUndefined();
  expect(forcedBackend({ PULUMI_SWARM_LAB_BACKEND: "tcg" })).toBe("tcg");
  expect(() => forcedBackend({ PULUMI_SWARM_LAB_BACKEND: "qemu" })).toThrow(/"qemu"[\s\S]*Fix: .*kvm, hvf, uml, tcg/);
});

test.each([
  ["6.2.0", false],
  ["7.1.9", false],
  ["7.2", true],
  ["10.0.2", true],
])("QEMU %s is new enough: %s", (version, enough) => {
  expect(isNewEnough(version)).toBe(enough);
});

describe("the choice", () => {
  let folder: string;
  let tried: BackendKind[];
  let lacking: Partial<Record<BackendKind, Lack[]>>;
  beforeEach(async () => {
    lacking = {};
    folder = await mkdtemp(join(tmpdir(), "choice-"));
    tried = [];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const choose = (failing: BackendKind[], facts: Facts = pc, env: NodeJS.ProcessEnv = {}) =>
    chooseBackend({
      env,
      facts: async () => facts,
      file: join(folder, "choice.json"),
      lacks: async (kind) => lacking[kind] ?? [],
      async probe(kind) {
        tried.push(kind);
        return failing.includes(kind) ? "a kernel does not boot within 20 s" : undefined;
      },
    });

  test("is the first that boots, and says why not a better one", async () => {
    const choice = await choose(["kvm"]);
    expect(choice.kind).toBe("uml");
    expect(sentence(choice)).toBe("user-mode Linux (kvm: a kernel does not boot within 20 s)");
    expect(tried).toEqual(["kvm", "uml"]);
  });

  test("is kept until the computer changes", async () => {
    const first = await choose(["kvm"]);
    expect(await choose([])).toEqual(first);
    expect(tried).toEqual(["kvm", "uml"]);
    expect((await choose([], { ...pc, release: "6.2" })).kind).toBe("kvm");
    expect((await choose(["kvm"], { ...pc, qemu: "8.0.0" })).kind).toBe("uml");
  });

  test("is not looked for when it is forced", async () => {
    expect(await choose([], pc, { PULUMI_SWARM_LAB_BACKEND: "tcg" })).toEqual({ kind: "tcg", reasons: {} });
    expect(tried).toEqual([]);
    expect(existsSync(join(folder, "choice.json"))).toBe(false);
  });

  test("where nothing boots, the error has every reason", async () => {
    await expect(choose(["kvm", "uml", "tcg"])).rejects.toThrow(
      /QEMU with KVM: a kernel[\s\S]*Hypervisor\.framework: it is macOS's[\s\S]*user-mode Linux: a kernel/,
    );
  });

  test("installs what a backend needs before it is tried, and no more", async () => {
    const steps: string[] = [];
    await chooseBackend({
      env: {},
      facts: async () => ({ ...pc, qemu: undefined }),
      file: join(folder, "choice.json"),
      lacks: async (kind, installs) => {
        steps.push(`lacks of ${kind}${installs ? " but packages" : ""}`);
        return [];
      },
      install: async (kind) => void steps.push(`install ${kind}`),
      probe: async (kind) => void steps.push(`boot ${kind}`),
    });
    expect(steps).toEqual(["lacks of uml but packages", "install uml", "boot uml"]);
  });

  test("is made only where nothing is lacking, and nothing is tried before", async () => {
    lacking.uml = [{ what: "uidmap is not installed", fix: "sudo apt-get install uidmap" }];
    await expect(choose([], { ...pc, qemu: undefined })).rejects.toMatchObject({
      code: "LAB_REQUIREMENTS",
      message: expect.stringContaining("- uidmap is not installed\n  sudo apt-get install uidmap"),
    });
    expect(tried).toEqual([]);
  });

  test("falls on the next backend that lacks nothing, and says why", async () => {
    lacking.kvm = [{ what: "qemu-utils is not installed", fix: "sudo apt-get install qemu-utils" }];
    expect(sentence(await choose([]))).toBe(
      "user-mode Linux (kvm: qemu-utils is not installed; to mend it: sudo apt-get install qemu-utils)",
    );
  });

  describe("where namespaces are closed", () => {
    const facts = { ...pc, qemu: undefined, hasNamespaces: false };
    beforeEach(() => {
      lacking.uml = [{ what: "ann may not make a network namespace", fix: "sudo sysctl", isClosed: true }];
    });

    test("falls on QEMU without hardware virtualisation, and says why", async () => {
      expect(sentence(await choose([], facts))).toBe(
        "QEMU without hardware virtualisation (kvm: QEMU is not installed; uml: ann may not make a network namespace; to mend it: sudo sysctl)",
      );
    });

    test("names both commands where QEMU is not installed", async () => {
      lacking.tcg = [{ what: "qemu-utils is not installed", fix: "sudo apt-get install qemu-utils" }];
      await expect(choose([], facts)).rejects.toThrow(
        "- ann may not make a network namespace\n  sudo sysctl\nor, for QEMU without hardware virtualisation:\n  sudo apt-get install qemu-utils",
      );
    });

    test("names one command where QEMU's image needs namespaces too", async () => {
      lacking.tcg = [{ what: "ann may not make a user namespace", fix: "sudo sysctl" }];
      await expect(choose([], facts)).rejects.toThrow(/^((?!or, for QEMU)[\s\S])*$/);
    });

    test("is quick again once they are open", async () => {
      expect((await choose([], facts)).kind).toBe("tcg");
      lacking.uml = [];
      expect((await choose([], { ...facts, hasNamespaces: true })).kind).toBe("uml");
    });
  });

  test("that is known is checked again", async () => {
    await choose(["kvm"]);
    lacking.uml = [{ what: "12 MiB of memory are available", fix: "end what takes most of it" }];
    await expect(choose(["kvm"])).rejects.toMatchObject({ code: "LAB_REQUIREMENTS" });
    await expect(choose([], pc, { PULUMI_SWARM_LAB_BACKEND: "uml" })).rejects.toMatchObject({
      code: "LAB_REQUIREMENTS",
    });
  });
});
