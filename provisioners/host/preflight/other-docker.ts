import type { DockerProgram, DockersFacts } from "../facts/dockers";
import { type Check, type Found, knownOf } from "./check";

type Other = Omit<Found, "host">;

export const otherDocker: Check = {
  refuses:
    "a Docker that no deb or rpm package has (snap, static binaries, rootless, Podman, Docker Desktop, colima …): another one beside it would fight for the socket and the networks",
  fix: "Remove it, with its containers and volumes, after you have saved what you need.",
  find: (looked) =>
    knownOf(looked).flatMap(({ host, facts }) =>
      facts.dockers ? othersIn(facts.dockers).map((other) => ({ host: host.name, ...other })) : [],
    ),
};

/** Each kind is told once, by the first that finds it. */
function othersIn(facts: DockersFacts): Other[] {
  const kinds = [snap, podman, desktop, rootless, unowned, stranger];
  const claimed = new Set<string>();
  return kinds.flatMap((kind) => {
    const rest: DockersFacts = {
      ...facts,
      processes: facts.processes.filter(({ path, user }) => !claimed.has(`${user} ${path}`)),
      programs: facts.programs.filter(({ path }) => !claimed.has(path)),
    };
    const { found, takes } = kind(rest, claimed.size > 0);
    for (const each of takes) claimed.add(each);
    return found ? [found] : [];
  });
}

interface Verdict {
  found?: Other;
  /** Programs and processes that it explains. */
  takes: string[];
}
type Kind = (facts: DockersFacts, isExplained: boolean) => Verdict;

const keysOf = ({ processes, programs }: DockersFacts, matches: (program: DockerProgram) => boolean) => [
  ...processes.filter(matches).map(({ path, user }) => `${user} ${path}`),
  ...programs.filter(matches).map(({ path }) => path),
];

const snap: Kind = (facts) => {
  const takes = keysOf(facts, ({ path }) => /^\/(var\/lib\/snapd\/)?snap\//.test(path));
  if (!facts.snap && takes.length === 0) return { takes };
  const reason = `it has Docker as a snap (${facts.snap ?? takes[0]})`;
  return {
    found: { reason, fix: "Save what you need, then remove it: `snap remove --purge docker`." },
    takes: [...takes, "snap"],
  };
};

const podman: Kind = (facts) => {
  const isPodman = ({ path, owner }: DockerProgram) => /(^|\/)podman$/.test(path) || owner === "podman-docker";
  const socket = /podman/.test(facts.socket ?? "");
  const client = /podman/i.test(facts.client ?? "");
  const takes = keysOf(facts, isPodman);
  if (!socket && !client && !takes.some((key) => facts.programs.some(({ path }) => path === key))) return { takes };
  const what = [client && `\`docker\` is ${facts.client}`, socket && `/var/run/docker.sock leads to ${facts.socket}`];
  const reason = `Podman answers in the place of Docker: ${what.filter(Boolean).join(", ") || "podman-docker is installed"}`;
  const fix =
    "Remove the package podman-docker (`apt-get remove podman-docker`, `dnf remove podman-docker`), run `systemctl disable --now podman.socket`, and remove the link /var/run/docker.sock where it stays. Podman itself may stay.";
  return { found: { reason, fix }, takes: [...takes, ...facts.programs.map(({ path }) => path)] };
};

/** Docker in a virtual machine of a desktop program, by what it calls itself or where it is. */
const desktops: { name: string; sign: RegExp; fix: string }[] = [
  {
    name: "Docker Desktop",
    sign: /docker[ -]desktop|com\.docker/i,
    fix: "Quit it and remove the package docker-desktop (`apt-get purge docker-desktop`, `dnf remove docker-desktop`), `~/.docker/desktop` and the link /var/run/docker.sock.",
  },
  {
    name: "colima",
    sign: /colima/i,
    fix: "Run `colima delete` as its user, remove colima and the link /var/run/docker.sock.",
  },
  {
    name: "Rancher Desktop",
    sign: /rancher-desktop|\.rd\//i,
    fix: "Remove Rancher Desktop and the link /var/run/docker.sock.",
  },
  {
    name: "OrbStack",
    sign: /orbstack/i,
    fix: "Use a machine of OrbStack with a Docker of its own, or another machine.",
  },
  {
    name: "Lima",
    sign: /\blima\b|\.lima\//i,
    fix: "Run `limactl delete` as its user, and remove the link /var/run/docker.sock.",
  },
];

const desktop: Kind = (facts) => {
  const { answers, socket = "", client = "" } = facts;
  const texts = [answers?.system ?? "", answers?.name ?? "", socket, client];
  const known = desktops.find(({ sign }) => texts.some((text) => sign.test(text)));
  const takes = known ? keysOf(facts, ({ path, owner }) => known.sign.test(path) || known.sign.test(owner)) : [];
  if (!known) return { takes };
  const at = socket && socket !== "/run/docker.sock" ? ` (${socket})` : "";
  return {
    found: { reason: `${known.name} answers on /var/run/docker.sock${at}`, fix: known.fix },
    takes: [...takes, known.name],
  };
};

const rootless: Kind = ({ processes, socket = "" }) => {
  const theirs = processes.filter(({ user, path }) => user !== "root" && /dockerd/.test(path));
  const [first] = theirs;
  const uid = /^\/run\/user\/(\d+)\//.exec(socket)?.[1];
  const user = first?.user ?? (uid && `with the ID ${uid}`);
  if (!user) return { takes: [] };
  const reason = `the user ${user} runs a Docker without root (${first?.path ?? socket})`;
  const fix =
    "As that user, save what you need and run `dockerd-rootless-setuptool.sh uninstall`, then `rootlesskit rm -rf ~/.local/share/docker`; remove ~/bin/dockerd where it was installed there.";
  return { found: { reason, fix }, takes: [...theirs.map((each) => `${each.user} ${each.path}`), "rootless"] };
};

/** Package managers beside the system's, by their folder. */
const stores: { sign: RegExp; owner: string; remove: string }[] = [
  { sign: /^\/nix\//, owner: "Nix", remove: "nix-env -e docker" },
  { sign: /^\/gnu\/store\//, owner: "Guix", remove: "guix remove docker" },
  { sign: /linuxbrew|\/Cellar\//, owner: "Homebrew", remove: "brew uninstall docker" },
  { sign: /^\/var\/lib\/flatpak\//, owner: "Flatpak", remove: "flatpak uninstall" },
];

const unowned: Kind = ({ processes, programs }) => {
  const daemons = processes.filter(({ owner, path }) => !owner && !/podman$/.test(path));
  const files = programs.filter(({ owner, path }) => !owner && /\/dockerd$/.test(path));
  const first = daemons[0] ?? files[0];
  // A client alone fights nobody.
  if (!first) return { takes: [] };
  const store = stores.find(({ sign }) => sign.test(first.path));
  const folder = first.path.replace(/\/[^/]*$/, "");
  const runs = daemons.length > 0 ? "runs" : "is there";
  const reason = store
    ? `a Docker of ${store.owner} ${runs} (${first.path})`
    : `a Docker ${runs} that no package has (${first.path}): static binaries, most likely`;
  const stop =
    "save what you need, run `systemctl disable --now docker.service docker.socket` (or end it as it was started)";
  const remove = store
    ? `\`${store.remove}\``
    : `\`rm -f ${folder}/docker* ${folder}/containerd* ${folder}/ctr ${folder}/runc /etc/systemd/system/docker.service /etc/systemd/system/docker.socket\``;
  const takes = [...daemons.map(({ path, user }) => `${user} ${path}`), ...files.map(({ path }) => path)];
  return { found: { reason, fix: `To remove it, ${stop}, then ${remove}. Its data is in /var/lib/docker.` }, takes };
};

/** Something answers, and nothing on the machine explains it. */
const stranger: Kind = ({ answers, processes, programs, socket }, isExplained) => {
  const owned = [...processes, ...programs].some(({ path, owner }) => owner && /dockerd/.test(path));
  if (!answers || isExplained || owned) return { takes: [] };
  const reason = `Docker ${answers.version} answers on /var/run/docker.sock (${socket ?? "a socket"}), and no program or package of this machine is it: it calls itself ${answers.name} on ${answers.system}`;
  const fix =
    "Find who listens with `ss -xlp | grep docker.sock` (a socket that is mounted or forwarded from elsewhere has nobody), end it, and remove /var/run/docker.sock.";
  return { found: { reason, fix }, takes: [] };
};
