import { execFileSync } from "node:child_process";
import { SwarmError } from "../../../../provisioners/core/errors";
import { type DockersFacts, dockersScript, parseDockers } from "../../../../provisioners/host/facts/dockers";
import { parseFacts } from "../../../../provisioners/host/facts/facts";
import { kernelScript, parseKernel } from "../../../../provisioners/host/facts/kernel-facts";
import type { Looked } from "../../../../provisioners/host/preflight/check";
import { type Finding, findingsOf } from "../../../../provisioners/host/preflight/checks";
import { preflightInputs } from "../../../../provisioners/host/preflight/schema";
import { BARE } from "../facts/host-facts";
import { host } from "./hosts";

/** Findings on a bare Debian where the first look prints this. */
function find(sections: { dockers?: string; limits?: string; loginShell?: string }): Finding[] {
  const output = Object.entries(sections).map(([name, text]) => `\n@@@ ${name}\n${text}\n`);
  const facts = { ...parseFacts(BARE + output.join("")), listeners: [] };
  return findingsOf([{ host: host("a"), facts }], preflightInputs.parse({ hosts: [host("a")] }));
}

describe("a Docker that no package has", () => {
  const socket = "socket|/run/docker.sock";
  const answers = "answers|27.0.3|Debian GNU/Linux 13|m1";

  test.each<[string, string[], RegExp, RegExp]>([
    [
      "a snap",
      [
        "process|/snap/docker/2915/bin/dockerd||root",
        "program|/snap/bin/docker|",
        "snap|docker 24.0.5",
        socket,
        answers,
      ],
      /^it has Docker as a snap \(docker 24\.0\.5\)$/,
      /snap remove --purge docker/,
    ],
    ["a snap that is stopped", ["snap|docker 24.0.5", "client|"], /as a snap/, /snap remove/],
    [
      "static binaries beside the path",
      ["process|/opt/docker/dockerd||root", "program|/usr/local/bin/docker|", socket, answers],
      /runs that no package has \(\/opt\/docker\/dockerd\)/,
      /rm -f \/opt\/docker\/docker\*/,
    ],
    ["static binaries that do not run", ["program|/usr/local/bin/dockerd|"], /is there that no package has/, /rm -f/],
    [
      "one of Nix",
      ["process|/nix/store/abc-docker-27.0/libexec/docker/dockerd||root", socket, answers],
      /a Docker of Nix runs/,
      /nix-env -e docker/,
    ],
    [
      "one without root",
      [
        "process|/usr/bin/dockerd|docker-ce|web",
        "program|/usr/bin/dockerd|docker-ce",
        "socket|/run/user/1000/docker.sock",
      ],
      /the user web runs a Docker without root/,
      /rootless-setuptool\.sh uninstall/,
    ],
    [
      "Podman in its place",
      ["program|/usr/bin/docker|podman-docker", "socket|/run/podman/podman.sock", "client|podman version 4.3.1"],
      /^Podman answers .*podman version 4\.3\.1.*leads to \/run\/podman\/podman\.sock/,
      /apt-get remove podman-docker/,
    ],
    [
      "Docker Desktop",
      ["program|/usr/bin/docker|docker-ce-cli", "answers|27.0.3|Docker Desktop|docker-desktop", socket],
      /^Docker Desktop answers on/,
      /purge docker-desktop/,
    ],
    [
      "colima",
      ["socket|/home/web/.colima/default/docker.sock", "answers|27|Ubuntu|colima"],
      /^colima/,
      /colima delete/,
    ],
    [
      "one of another machine",
      ["program|/usr/bin/docker|docker-ce-cli", "answers|27.0.3|Flatcar|build-7", socket],
      /^Docker 27\.0\.3 answers .* calls itself build-7 on Flatcar$/,
      /ss -xlp/,
    ],
  ])("%s is named once, with who owns it and how to remove it", (_, lines, reason, fix) => {
    expect(find({ dockers: lines.join("\n") })).toEqual([
      { host: "a", check: "other-docker", reason: expect.stringMatching(reason), fix: expect.stringMatching(fix) },
    ]);
  });

  test.each([
    ["of a deb", ["process|/usr/bin/dockerd|docker.io|root", "program|/usr/bin/dockerd|docker.io", socket, answers]],
    ["that is none: a client alone", ["program|/usr/local/bin/docker|", "client|Docker version 27.0.3"]],
    ["that is none: Podman under its own name", ["process|/usr/bin/podman|podman|root", "client|"]],
    ["that is none at all", ["client|", "answers|"]],
  ])("no finding for one %s", (_, lines) => expect(find({ dockers: lines.join("\n") })).toEqual([]));

  test("the host's script finds a daemon that runs here, and prints nothing else", () => {
    const facts = parseDockers(execFileSync("sh", ["-c", dockersScript], { encoding: "utf8", stdio: "pipe" }));
    expect(Object.keys(facts as DockersFacts)).toEqual(expect.arrayContaining(["processes", "programs"]));
  });
});

describe("containers and small machines", () => {
  const limits = (text: string) => find({ limits: text });
  const nothing = "container \ncontrollers cpu io memory pids\nnests yes";

  test.each<[string, string, string, RegExp, RegExp]>([
    [
      "LXC without nesting",
      "container lxc\nsetting net.ipv4.ip_forward",
      "container",
      /\(nesting\); root cannot set net/,
      /nesting=1/,
    ],
    ["OpenVZ", "container openvz\nnests yes", "container", /openvz/, /virtual machine \(KVM\)/],
    ["WSL", "container wsl", "container", /wsl/, /virtual machine/],
    [
      "a missing module",
      "container \nmodule vxlan\nmodule ip_vs\nnests yes",
      "kernel-modules",
      /has no vxlan, ip_vs$/,
      /modules-extra/,
    ],
  ])("%s is refused", (_, text, check, reason, fix) => {
    expect(limits(text)).toContainEqual({
      ...{ host: "a", check, reason: expect.stringMatching(reason), fix: expect.stringMatching(fix) },
    });
  });

  test("a module that a container lacks is loaded on its host", () => {
    const found = limits("container lxc\nmodule vxlan\nnests yes");
    expect(found.map(({ check, isWarning }) => [check, isWarning])).toEqual([
      ["container", true],
      ["kernel-modules", undefined],
    ]);
    expect(found[1]?.fix).toContain("modprobe -a vxlan");
  });

  test("a Raspberry Pi without the memory controller is a warning that names its file", () => {
    const found = limits("container \ncontrollers cpuset cpu io pids\nnests yes\nmodel Raspberry Pi 4 Model B Rev 1.4");
    expect(found).toEqual([expect.objectContaining({ check: "cgroups", isWarning: true })]);
    expect(found[0]?.fix).toContain("`cgroup_enable=memory cgroup_memory=1` to /boot/firmware/cmdline.txt");
  });

  test("a machine with everything has no finding", () => expect(limits(nothing)).toEqual([]));

  test("the host's script prints what is read from it", () => {
    const facts = parseKernel(execFileSync("sh", ["-c", kernelScript], { encoding: "utf8", stdio: "pipe" }));
    expect(facts?.controllers.length).toBeGreaterThan(0);
  });
});

describe("the login shell", () => {
  const user = "user web\nshell /bin/bash";

  test("one that reads is refused, with the file", () => {
    const looked: Looked = {
      host: host("a"),
      facts: { ...parseFacts(BARE), listeners: [], loginShell: { user: "web", shell: "/bin/zsh", reads: "" } },
    };
    const found = findingsOf([looked], preflightInputs.parse({ hosts: [host("a")] }));
    expect(found).toEqual([expect.objectContaining({ check: "login-shell" })]);
    expect(found[0]?.reason).toContain("a start-up file of web (/bin/zsh) reads standard input");
    expect(find({ loginShell: `${user}\nreads /home/web/.bashrc:7` })[0]?.reason).toMatch(
      /^\/home\/web\/\.bashrc:7 reads/,
    );
  });

  test("one that sets -e or changes the locale is a warning with the file", () => {
    const found = find({ loginShell: `${user}\nsetsErrexit /home/web/.bashrc:2\nchangesLocale /etc/bash.bashrc:9` });
    expect(found.map(({ isWarning, fix }) => [isWarning, fix])).toEqual([
      [true, expect.stringContaining("In /home/web/.bashrc, ")],
      [true, expect.stringContaining("In /etc/bash.bashrc, ")],
    ]);
  });

  test("one that ends is a finding of its own", () => {
    const error = new SwarmError({ code: "SSH_LOGIN_SHELL", summary: "The login shell of web runs no command" });
    const found = findingsOf([{ host: host("a"), error }], preflightInputs.parse({ hosts: [host("a")] }));
    expect(found).toEqual([expect.objectContaining({ check: "login-shell", reason: error.summary })]);
  });
});
