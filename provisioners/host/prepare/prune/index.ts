import { createHash } from "node:crypto";
import { writeCommand } from "../../../ssh/commands/upload";
import type { Step } from "../step";
import { ledgerFolder } from "./script";
import { policyFiles, policyPaths, timer } from "./units";

/** A digest and a path for each file that is there, then how the timer is. */
const LOOK = `for path in ${policyPaths.join(" ")}; do if [ -e "$path" ]; then sha256sum "$path"; fi; done
if systemctl -q is-enabled ${timer} 2>/dev/null && systemctl -q is-active ${timer}; then echo on; fi`;

/** A timer with which the node removes what Docker no longer uses. */
export const pruning: Step = async (host, { prune }) => {
  const { stdout } = await host.run(LOOK, { what: "look at the timer that prunes", idempotent: true });
  const actual = stdout.trim().split("\n").filter(Boolean);
  if (!prune) {
    const commands = [{ script: REMOVE, what: `remove ${timer}` }];
    return actual.length === 0 ? [] : [{ what: "Docker is no longer pruned by a timer", commands }];
  }
  const files = policyFiles(prune);
  const wanted = [...files.map(({ path, text }) => `${sha256(text)}  ${path}`), "on"];
  if (wanted.join("\n") === actual.join("\n")) return [];
  const { schedule, keep } = prune;
  const commands = [
    { script: ["systemd-analyze", "calendar", schedule], what: `check the schedule ${schedule}` },
    ...files.map(({ path, text }) => writeCommand(path, text)),
    { script: ["systemctl", "daemon-reload"], what: "tell systemd of the timer" },
    { script: ["systemctl", "enable", timer], what: `enable ${timer}` },
    // A timer that runs goes by its old schedule until it is started anew.
    { script: ["systemctl", "restart", timer], what: `start ${timer}` },
  ];
  return [{ what: `Docker is pruned ${schedule}, what was used in the last ${keep} stays`, commands }];
};

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

const REMOVE = `set -eu
if systemctl cat ${timer} >/dev/null 2>&1; then systemctl disable --now ${timer}; fi
rm -rf ${[...policyPaths, ledgerFolder].join(" ")}
systemctl daemon-reload`;
