import { readerCommand } from "../../../provisioners/core/reader-command";
import type { HostLook } from "../../look/host-look";
import type { SwarmLook } from "../../look/swarm-look";
import { type Check, type Finding, finding } from "../finding";

const DISK_SHARE = 0.85;
const MEMORY_SHARE = 0.95;

const unreachable: Check = {
  check: "machine-unreachable",
  severity: "attention",
  why: "Nothing can be changed or repaired there.",
  fix: "Start the machine, or check its address, firewall and sshd.",
};
const disk: Check = {
  check: "disk-nearly-full",
  severity: "attention",
  why: "Docker stops working on a full disk, and a manager on one loses its raft.",
  fix: `See \`${readerCommand("swarm", "df")}\` and \`${readerCommand("swarm", "prune")}\`, or declare a larger disk.`,
};
const memory: Check = {
  check: "memory-nearly-full",
  severity: "attention",
  why: "The kernel ends processes when memory is gone, Docker among them.",
  fix: "Give services memory limits, or the machine more memory.",
};

/** What the machines themselves show. */
export function machineFindings({ hosts }: Pick<SwarmLook, "hosts">): Finding[] {
  return [...hosts].flatMap(([name, look]) =>
    "unreachable" in look
      ? [finding(unreachable, name, `it cannot be reached: ${look.unreachable}`)]
      : hostFindings(name, look),
  );
}

function hostFindings(name: string, look: HostLook): Finding[] {
  const share = (usage?: { used: number; total: number }) => (usage ? usage.used / usage.total : 0);
  const percent = (part: number) => `${Math.round(part * 100)} %`;
  const found: Finding[] = [];
  const full = share(look.disk);
  if (full > DISK_SHARE) found.push(finding(disk, name, `the disk with Docker's data is ${percent(full)} full`));
  const used = share(look.memory);
  if (used > MEMORY_SHARE) found.push(finding(memory, name, `${percent(used)} of the memory is in use`));
  return found;
}
