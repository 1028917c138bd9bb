import { networkProblem } from "../host/cidr";
import type { NfsDisk, NfsExport } from "./schema";

export interface NfsProblem {
  /** Such as `exports[0].path`. */
  property: string;
  reason: string;
}

/** These hold the system; they and what is below them are never exported and never mounted over. */
const system = /^\/(bin|boot|dev|etc|lib\w*|proc|root|run|sbin|sys|tmp|usr)(\/|$)/;
const ours = /^\/var\/lib\/(docker|containerd|nfs|dpkg|apt|systemd|pulumi-swarm)(\/|$)/;
const top = ["/", "/home", "/mnt", "/media", "/opt", "/srv", "/var", "/var/lib"];
const stableDevice = /^\/dev\/(disk\/by-(id|path|partuuid|partlabel)|mapper)\/[^/]+$/;

/** Pure: everything that is wrong with exports and disk, beyond their schema. */
export function nfsProblems(exports: readonly NfsExport[], disk?: NfsDisk): NfsProblem[] {
  if (exports.length === 0) return [{ property: "exports", reason: "is empty: list at least one directory" }];
  return [...exports.flatMap((each, index) => exportProblems(each, index, exports)), ...diskProblems(exports, disk)];
}

/** True for a directory and everything in it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function exportProblems({ path, clients }: NfsExport, index: number, all: readonly NfsExport[]): NfsProblem[] {
  const problems: NfsProblem[] = [];
  const at = `exports[${index}]`;
  const bad = pathProblem(path);
  if (bad) problems.push({ property: `${at}.path`, reason: bad });
  const first = all.findIndex((other) => other.path === path);
  if (first < index) {
    problems.push({
      property: `${at}.path`,
      reason: `is the same as exports[${first}].path: give it more \`clients\``,
    });
  }
  const seen = new Set<string>();
  clients.forEach(({ cidr }, number) => {
    const property = `${at}.clients[${number}].cidr`;
    const reason = networkProblem(cidr);
    if (reason) problems.push({ property, reason });
    if (seen.has(cidr)) problems.push({ property, reason: `is there twice: ${cidr}` });
    seen.add(cidr);
  });
  return problems;
}

function diskProblems(exports: readonly NfsExport[], disk?: NfsDisk): NfsProblem[] {
  if (!disk) return [];
  const problems: NfsProblem[] = [];
  if (!stableDevice.test(disk.device)) {
    problems.push({
      property: "disk.device",
      reason:
        "must be a name that stays, under /dev/disk/by-id/ or /dev/mapper/: /dev/sdb may be another disk tomorrow",
    });
  }
  const bad = pathProblem(disk.mountPoint);
  if (bad) problems.push({ property: "disk.mountPoint", reason: bad });
  else if (!exports.some(({ path }) => isWithin(path, disk.mountPoint))) {
    problems.push({ property: "disk.mountPoint", reason: `holds no export: put one at ${disk.mountPoint} or below` });
  }
  return problems;
}

function pathProblem(path: string): string | undefined {
  if (!/^(\/[\w.-]+)+$/.test(path) || /\/\.{1,2}(\/|$)/.test(path)) {
    return "must be an absolute path of letters, digits, `.`, `_` and `-`, without `..` and without `/` at its end";
  }
  if (system.test(path) || ours.test(path)) return "belongs to the system: choose one such as /srv/data";
  return top.includes(path) ? "holds more than data: choose a directory of its own, such as /srv/data" : undefined;
}
