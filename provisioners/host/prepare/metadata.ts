import { writeCommand } from "../../ssh/commands/upload";
import { readText } from "../files";
import { metadataGuard } from "./metadata-guard";
import type { Step } from "./step";

const unit = "metadata-guard.service";

const LOOK = `ip rule show; if systemctl -q is-enabled ${unit}; then echo enabled; fi`;

/** A machine of a cloud may have it from its user data already. */
export const metadata: Step = async (host, { closeMetadata: isWanted }) => {
  const { path, content } = metadataGuard;
  if (!isWanted) {
    if ((await readText(host, path)) !== content) return [];
    const commands = [
      { script: ["systemctl", "disable", "--now", unit], what: `stop ${unit}` },
      { script: ["rm", "-f", path] },
      { script: ["systemctl", "daemon-reload"] },
    ];
    return [{ what: "metadata service open to containers again", commands }];
  }
  const what = "see whether containers reach the metadata service";
  const [text, { stdout }] = await Promise.all([readText(host, path), host.run(LOOK, { what, idempotent: true })]);
  const isClosed =
    /^101:.* 169\.254\.169\.254 prohibit/m.test(stdout) && /^100:.* 169\.254\.169\.254 iif lo/m.test(stdout);
  if (text === content && isClosed && /^enabled$/m.test(stdout)) return [];
  const commands = [
    writeCommand(path, content),
    { script: ["systemctl", "daemon-reload"] },
    { script: ["systemctl", "enable", unit], what: `enable ${unit}` },
    // Its end takes away what is left of the rules, so that none is there twice.
    { script: ["systemctl", "restart", unit], what: `start ${unit}` },
  ];
  return [{ what: "metadata service closed to containers", commands }];
};
