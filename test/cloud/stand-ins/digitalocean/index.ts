import type { Plugin } from "../plugin";
import type { Settings } from "../settings";
import { Cloud } from "./cloud";
import { droplet, getSizes } from "./droplet";
import { firewall } from "./firewall";
import { sshKey, tag, vpc } from "./network";
import { volume, volumeAttachment } from "./volume";

/** DigitalOcean, as far as the program uses it. */
export function digitalOcean(settings: Settings): Plugin {
  const cloud = new Cloud(settings);
  const kinds = [vpc, sshKey, tag, droplet, firewall, volume, volumeAttachment];
  return {
    resources: kinds.map((kind) => kind(cloud) as never),
    functions: { "digitalocean:index/getSizes:getSizes": getSizes },
    start: () => cloud.centre.applyRules(),
  };
}
