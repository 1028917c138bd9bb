import { writeCommand } from "../../ssh/commands/upload";
import { readText } from "../files";
import { keptFolder, type Step } from "./step";

/** Two lines: the name from before, and ours. */
const kept = `${keptFolder}/hostname`;

export const hostname: Step = async (host, { hostname: wanted }) => {
  const [{ stdout }, text = ""] = await Promise.all([
    host.run(["hostnamectl", "--static"], { what: "ask for the host name", idempotent: true }),
    readText(host, kept),
  ]);
  const actual = stdout.trim();
  const [before, ours] = text.split("\n");
  const set = (name: string) => ({ script: ["hostnamectl", "set-hostname", name], what: `set the host name ${name}` });
  if (wanted !== undefined) {
    if (actual === wanted) return [];
    const commands = [writeCommand(kept, `${before || actual}\n${wanted}\n`), set(wanted)];
    return [{ what: `host name ${wanted} instead of ${actual}`, commands }];
  }
  if (!before) return [];
  // Somebody's later choice stays.
  const isOurs = actual === ours;
  const commands = [...(isOurs ? [set(before)] : []), { script: ["rm", "-f", kept] }];
  return [{ what: isOurs ? `host name ${before} again` : `host name stays ${actual}`, commands }];
};
