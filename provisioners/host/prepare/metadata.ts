import { readText } from "../files";
import { metadataGuard } from "./metadata-guard";
import type { Step } from "./step";

const unit = "metadata-guard.service";

/** A machine of a cloud may have it from its user data already. */
export const metadata: Step = async (host, { closeMetadata: isWanted }) => {
  const text = await readText(host, metadataGuard.path);
  if (!isWanted) {
    if (text !== metadataGuard.content) return [];
    const make = async () => {
      await host.run(["systemctl", "disable", "--now", unit], { what: `stop ${unit}`, idempotent: true });
      await host.run(["rm", "-f", metadataGuard.path], { idempotent: true });
      await host.run(["systemctl", "daemon-reload"], { idempotent: true });
    };
    return [{ what: "metadata service open to containers again", make }];
  }
  const look = `ip rule show; if systemctl -q is-enabled ${unit}; then echo enabled; fi`;
  const { stdout } = await host.run(look, {
    what: "see whether containers reach the metadata service",
    idempotent: true,
  });
  const isClosed =
    /^101:.* 169\.254\.169\.254 prohibit/m.test(stdout) && /^100:.* 169\.254\.169\.254 iif lo/m.test(stdout);
  if (text === metadataGuard.content && isClosed && /^enabled$/m.test(stdout)) return [];
  const make = async () => {
    await host.upload(metadataGuard.path, metadataGuard.content);
    await host.run(["systemctl", "daemon-reload"], { idempotent: true });
    await host.run(["systemctl", "enable", unit], { what: `enable ${unit}`, idempotent: true });
    // Its end takes away what is left of the rules, so that none is there twice.
    await host.run(["systemctl", "restart", unit], { what: `start ${unit}` });
  };
  return [{ what: "metadata service closed to containers", make }];
};
