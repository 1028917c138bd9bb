import { writeCommand } from "../../ssh/commands/upload";
import { withBlock } from "../block";
import { readText } from "../files";
import type { Change } from "./changes";
import type { Step, Wanted } from "./step";

const path = "/etc/hosts";
const blockName = "nodes";

/** A block in /etc/hosts, and in cloud-init's template of it where cloud-init writes the file at every boot. */
export const hostsFile: Step = async (host, { peers }) => {
  const text = (await readText(host, path)) ?? "";
  const template = templateOf(text);
  const templateText = template && (await readText(host, template));
  return [...change(path, text, peers), ...(template && templateText ? change(template, templateText, peers) : [])];
};

/** Pure: where cloud-init takes the file from, as it says in the file itself. */
export function templateOf(text: string): string | undefined {
  return text.match(/manage_etc_hosts' as True[\s\S]*?(\/etc\/cloud\/templates\/hosts\.\w+\.tmpl)/)?.[1];
}

function change(file: string, text: string, peers: Wanted["peers"]): Change[] {
  const wanted = withBlock(
    text,
    blockName,
    peers.map(({ name, address }) => `${address} ${name}`),
  );
  if (wanted === text) return [];
  const what = peers.length > 0 ? `${file}: names of ${peers.length} machines` : `${file}: our block removed`;
  return [{ what, commands: [writeCommand(file, wanted, { keep: true })] }];
}
