import { isDeepStrictEqual } from "node:util";
import { isStatus } from "../docker/client/call";
import { createNetwork } from "../docker/client/networks";
import type { Host } from "../docker/host";

type Keys = Record<string, unknown>;
type Options = Record<string, Keys | undefined>;

/** Ethernet's: what Docker takes for granted. */
const USUAL = 1500;
const option = "com.docker.network.driver.mtu";
/** The bridge by which containers of overlay networks reach the world. */
const gateway = "docker_gwbridge";

/**
 * Pure: the keys of daemon.json, with the options by which networks fit a smaller MTU. The daemon gives them to every
 * network that does not say otherwise, the ingress network included.
 */
export function daemonKeys({ daemon, mtu = USUAL }: { daemon: Keys; mtu?: number }): Keys {
  if (mtu >= USUAL) return daemon;
  const given = (daemon["default-network-opts"] ?? {}) as Options;
  const options = Object.fromEntries(
    ["bridge", "overlay"].map((driver) => [driver, { [option]: String(mtu), ...given[driver] }]),
  );
  return { mtu, ...daemon, "default-network-opts": { ...given, ...options } };
}

/** Pure: the declared keys with the values that daemon.json has; those that were written with an MTU count as declared. */
export function declaredKeys(actual: Keys, ours: { daemon: Keys; mtu: number }): Keys {
  const written = daemonKeys(ours);
  const keys = Object.keys(ours.daemon).filter((key) => key in actual);
  return Object.fromEntries(
    keys.map((key) => [key, isDeepStrictEqual(actual[key], written[key]) ? ours.daemon[key] : actual[key]]),
  );
}

/** The MTU that daemon.json as it is makes networks for: ours, or the usual one where somebody took ours away. */
export function mtuOf(actual: Keys, ours: { daemon: Keys; mtu: number }): number {
  if (ours.mtu >= USUAL) return ours.mtu;
  const key = "default-network-opts";
  return isDeepStrictEqual(actual[key], daemonKeys(ours)[key]) ? ours.mtu : USUAL;
}

/** Makes the gateway bridge before Docker does so for the first overlay network, which knows no option for it. */
export async function ensureGateway(host: Host, mtu: number): Promise<void> {
  if (mtu >= USUAL) return;
  try {
    await createNetwork(host, {
      Name: gateway,
      Driver: "bridge",
      Options: {
        "com.docker.network.bridge.name": gateway,
        "com.docker.network.bridge.enable_icc": "false",
        "com.docker.network.bridge.enable_ip_masquerade": "true",
        [option]: String(mtu),
      },
    });
  } catch (error) {
    // It is there: containers use it, so that it stays as it is.
    if (!isStatus(error, 409)) throw error;
  }
}
