import { secondsIn } from "../../../core/duration";
import type { PrunePolicy } from "./schema";
import { pruneScript } from "./script";

export const timer = "pulumi-swarm-prune.timer";
const units = "/etc/systemd/system";

/** A file of the policy on a node. */
export interface PolicyFile {
  path: string;
  text: string;
}

/** Pure: the files that make a node prune itself. */
export function policyFiles({ schedule, keep }: PrunePolicy): PolicyFile[] {
  const [script, service, timerPath] = policyPaths;
  return [
    { path: script, text: pruneScript(secondsIn(keep) ?? 0) },
    { path: service, text: serviceText(script) },
    { path: timerPath, text: timerText(schedule) },
  ];
}

export const policyPaths = [
  "/etc/pulumi-swarm/prune",
  `${units}/pulumi-swarm-prune.service`,
  `${units}/${timer}`,
] as const;

/** A node without Docker, for now, has nothing to prune. */
const serviceText = (script: string) => `# Written by pulumi-swarm.
[Unit]
Description=Remove what Docker no longer uses, and keep what a rollback needs
After=docker.service
ConditionPathExists=/run/docker.sock

[Service]
Type=oneshot
ExecStart=/bin/sh ${script}
Nice=19
IOSchedulingClass=idle
`;

const timerText = (schedule: string) => `# Written by pulumi-swarm.
[Unit]
Description=Prune Docker on this node

[Timer]
OnCalendar=${schedule}
RandomizedDelaySec=15min
Persistent=true

[Install]
WantedBy=timers.target
`;
