import type { Host } from "../../docker/host";
import { writeCommand } from "../../ssh/commands/upload";
import { readText } from "../files";
import type { Step } from "./step";

/**
 * The chain that Docker asks before its own rules, for whatever is forwarded to containers. Docker never changes what
 * stands in it; ours hangs below it, so that rules of others stay.
 */
const chain = "PULUMI-SWARM";
const scriptPath = "/etc/pulumi-swarm/docker-user";
/** Before Docker starts, so that no container is ever reachable without the filter; where it fails, Docker stays off. */
const unitPath = "/etc/systemd/system/docker.service.d/pulumi-swarm.conf";
const unitText = `# Written by pulumi-swarm.\n[Service]\nExecStartPre=/bin/sh ${scriptPath}\n`;

/** Pure: the chain as `iptables -S` prints it. What is published arrives translated: its destination is a container. */
export function chainRules(sources: readonly string[]): string[] {
  return [
    "-m conntrack ! --ctstate DNAT -j RETURN",
    "-m conntrack --ctstate RELATED,ESTABLISHED -j RETURN",
    // A container that asks for a port of its own host.
    "-i docker_gwbridge -j RETURN",
    "-i docker0 -j RETURN",
    ...[...sources].sort().map((source) => `-s ${source} -j RETURN`),
    "-j DROP",
  ].map((rule) => `-A ${chain} ${rule}`);
}

/** Pure: the script that makes the chain what it should be, at once, and hangs it below Docker's. */
export function filterScript(sources: readonly string[]): string {
  return `#!/bin/sh
# Written by pulumi-swarm: who may reach published ports.
set -eu
if ! iptables -w -n -L DOCKER-USER >/dev/null 2>&1; then iptables -w -N DOCKER-USER; fi
iptables-restore -w --noflush <<'END'
*filter
:${chain} - [0:0]
${chainRules(sources).join("\n")}
COMMIT
END
if ! iptables -w -C DOCKER-USER -j ${chain} 2>/dev/null; then iptables -w -I DOCKER-USER -j ${chain}; fi
`;
}

const REMOVE = `set -eu
if command -v iptables >/dev/null && iptables -w -n -L ${chain} >/dev/null 2>&1; then
  while iptables -w -D DOCKER-USER -j ${chain} 2>/dev/null; do :; done
  iptables -w -F ${chain}
  iptables -w -X ${chain}
fi
rm -f ${scriptPath} ${unitPath}
systemctl daemon-reload`;

/** `none` where there is no iptables yet: Docker brings it, and runs the script when it starts. */
const LOOK = `if ! command -v iptables >/dev/null; then echo none; exit; fi
if iptables -w -n -L DOCKER-USER >/dev/null 2>&1; then iptables -w -S DOCKER-USER; fi
if iptables -w -n -L ${chain} >/dev/null 2>&1; then iptables -w -S ${chain}; fi`;

export const published: Step = async (host, { publishedFrom }) => {
  const [script, unit, isFiltering] = await Promise.all([
    readText(host, scriptPath),
    readText(host, unitPath),
    publishedFrom && isFiltered(host, publishedFrom),
  ]);
  if (!publishedFrom) {
    if (script === undefined && unit === undefined) return [];
    const commands = [{ script: REMOVE, what: "open published ports to everybody" }];
    return [{ what: "published ports open to everybody", commands }];
  }
  const wanted = filterScript(publishedFrom);
  if (script === wanted && unit === unitText && isFiltering) return [];
  const run = `if command -v iptables >/dev/null; then sh ${scriptPath}; fi`;
  const commands = [
    writeCommand(scriptPath, wanted, { mode: 0o755 }),
    writeCommand(unitPath, unitText),
    { script: ["systemctl", "daemon-reload"], what: "tell systemd of the filter" },
    { script: run, what: "filter published ports in DOCKER-USER" },
  ];
  return [{ what: `published ports open to ${publishedFrom.join(", ")} only`, commands }];
};

async function isFiltered(host: Host, sources: readonly string[]): Promise<boolean> {
  const { stdout } = await host.run(LOOK, { what: "look at DOCKER-USER", idempotent: true });
  if (stdout.trim() === "none") return true;
  const lines = stdout.trim().split("\n");
  const first = lines.find((line) => line.startsWith("-A DOCKER-USER "));
  const actual = lines.filter((line) => line.startsWith(`-A ${chain} `));
  return first === `-A DOCKER-USER -j ${chain}` && actual.join("\n") === chainRules(sources).join("\n");
}
