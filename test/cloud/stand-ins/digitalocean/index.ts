import { hasToken, UNAUTHORIZED } from "../credentials";
import type { Plugin } from "../plugin";
import type { Settings } from "../settings";
import { loadBalancer } from "./balancer";
import { Cloud } from "./cloud";
import { droplet } from "./droplet";
import { firewall } from "./firewall";
import { sshKey, tag, vpc } from "./network";
import { getSizes } from "./offers";
import { projectResources } from "./project";
import { reservedIp, reservedIpAssignment } from "./reserved-ip";
import { getVolume, volume, volumeAttachment } from "./volume";

/** DigitalOcean, as far as the program uses it. */
export function digitalOcean(settings: Settings): Plugin {
  const cloud = new Cloud(settings);
  const machines = [vpc, sshKey, tag, droplet, firewall, volume, volumeAttachment];
  const kinds = [...machines, loadBalancer, reservedIp, reservedIpAssignment, projectResources];
  return {
    resources: kinds.map((kind) => kind(cloud) as never),
    functions: {
      "digitalocean:index/getSizes:getSizes": async (args) => {
        cloud.account.authenticate();
        return getSizes(args);
      },
      "digitalocean:index/getVolume:getVolume": getVolume(cloud),
    },
    configure: (settings) => {
      if (!hasToken(settings)) cloud.account.refuse(UNAUTHORIZED);
    },
    start: () => cloud.centre.applyRules(),
  };
}
