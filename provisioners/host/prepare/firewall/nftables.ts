import type { Host } from "../../../docker/host";
import { writeCommand } from "../../../ssh/commands/upload";
import type { Command } from "../../../ssh/types";
import { readText } from "../../files";
import type { Change } from "../changes";
import { fill, type Gate, gatesOf, removal, unhook } from "./nft-ruleset";
import { describeRules, type Firewall, type Rule, ruleText } from "./rules";

/** What nftables.service loads after the distribution's own file, which stays as it is. */
const rulesPath = "/etc/pulumi-swarm/firewall.nft";
const unitPath = "/etc/systemd/system/nftables.service.d/pulumi-swarm.conf";
const load = `/usr/sbin/nft -f ${rulesPath}`;
const unitText = `# Written by pulumi-swarm.\n[Service]\nExecStartPost=${load}\nExecReload=${load}\n`;

export const nftables: Firewall = {
  name: "nftables",

  async plan(host, wanted) {
    const [gates, file, unit] = await Promise.all([
      readGates(host),
      readText(host, rulesPath),
      readText(host, unitPath),
    ]);
    if (wanted.length === 0) return removals(gates, [file, unit]);
    const text = `# Written by pulumi-swarm; changes are lost.\n${fill(gates, wanted)}`;
    const changes: Change[] = [];
    const wrong = gates.filter((gate) => !isRight(gate, wanted));
    if (wrong.length > 0) {
      const names = wrong.map(({ family, table, chain }) => `${family} ${table} ${chain}`).join(", ");
      const commands = [nft(unhook(wrong) + fill(wrong, wanted), "let the nodes in")];
      changes.push({ what: `nftables (${names}) opens ${describeRules(wanted)}`, commands });
    }
    if (file !== text || unit !== unitText) {
      const commands = [
        writeCommand(rulesPath, text),
        writeCommand(unitPath, unitText),
        { script: ["systemctl", "daemon-reload"], what: "tell systemd of the rules" },
      ];
      changes.push({ what: `nftables keeps them over a reboot (${rulesPath})`, commands });
    }
    return changes;
  },
};

/** Chains of nftables' own that shut something out; none where nft is not installed. */
export async function readGates(host: Host): Promise<Gate[]> {
  const script = "if command -v nft >/dev/null; then nft -j list ruleset; fi";
  const { stdout } = await host.run(script, { what: "list the rules of nftables", idempotent: true });
  return stdout.trim() === "" ? [] : gatesOf(stdout);
}

function removals(gates: readonly Gate[], files: readonly (string | undefined)[]): Change[] {
  const changes: Change[] = [];
  const text = removal(gates);
  if (text) changes.push({ what: "nftables: our chain removed", commands: [nft(text, "remove our chain")] });
  if (files.some((text) => text !== undefined)) {
    const script = `rm -f ${rulesPath} ${unitPath} && systemctl daemon-reload`;
    changes.push({ what: `${rulesPath} removed`, commands: [{ script }] });
  }
  return changes;
}

function isRight({ rules, isReached }: Gate, wanted: readonly Rule[]): boolean {
  return isReached && rules !== undefined && rules.map(ruleText).join("\n") === wanted.map(ruleText).join("\n");
}

/** All of it or nothing: nft takes one file as one transaction. */
function nft(commands: string, what: string): Command {
  return { script: ["nft", "-f", "-"], stdin: commands, what: `nft: ${what}` };
}
