import type { Things } from "../stand-ins/account";
import type { Ingress, Instance } from "../stand-ins/aws/cloud";
import type { Droplet, Firewall } from "../stand-ins/digitalocean/cloud";

/** What may come in at a living machine, and as what others know it. */
export interface Exposure {
  /** Name in the program: `shop-worker-1`. */
  name: string;
  /** Rules in force, as `tcp/22 from 203.0.113.7/32`; `undefined` where everything may come in. */
  open: ReadonlySet<string> | undefined;
  /** Tags or groups by which rules of other machines let it in. */
  member: ReadonlySet<string>;
}

type Cloud = "digitalocean" | "aws";

/** Every living machine of an account. */
export const exposures = (cloud: Cloud, things: Things): Exposure[] => machines[cloud](things);

const machines: Record<Cloud, (things: Things) => Exposure[]> = { digitalocean: droplets, aws: instances };

/** Machines are called by their name in the program and a number. */
const plain = (machine: string) => machine.replace(/-\d+$/, "");

function all<T>(things: Things, wanted: string): (T & { id: string })[] {
  return Object.entries(things).flatMap(([id, { type, thing }]) => (type === wanted ? [{ ...(thing as T), id }] : []));
}

/** A droplet that no firewall is for lets everything in. */
function droplets(things: Things): Exposure[] {
  const firewalls = all<Firewall>(things, "Firewall");
  return all<Droplet>(things, "Droplet").map(({ id, machine, tags }) => {
    const mine = firewalls.filter(
      (firewall) => firewall.dropletIds.includes(Number(id)) || firewall.tags.some((tag) => tags.includes(tag)),
    );
    const rules = mine.flatMap(({ inboundRules }) => inboundRules.flatMap(sourcesOf));
    return { name: plain(machine), open: mine.length > 0 ? new Set(rules) : undefined, member: new Set(tags) };
  });
}

function sourcesOf({ protocol, portRange, ...from }: Firewall["inboundRules"][number]): string[] {
  const { sourceAddresses = [], sourceTags = [], sourceLoadBalancerUids = [] } = from;
  const sources = [...sourceAddresses, ...sourceTags, ...sourceLoadBalancerUids.map(() => "balancer")];
  return sources.map((source) => `${protocol}/${portRange ?? "all"} from ${source}`);
}

/** An instance lets in what a rule of one of its groups allows, and nothing else. */
function instances(things: Things): Exposure[] {
  const groups = all<{ tags: Record<string, string> }>(things, "SecurityGroup");
  const nameOf = (id: string) => groups.find((group) => group.id === id)?.tags.Name ?? id;
  const rules = all<Ingress>(things, "SecurityGroupIngressRule");
  return all<Instance>(things, "Instance").map(({ machine, groups: mine }) => {
    const open = rules
      .filter(({ securityGroupId }) => mine.includes(securityGroupId))
      .map(({ ipProtocol, fromPort, cidrIpv4, referencedSecurityGroupId }) => {
        return `${ipProtocol}/${fromPort ?? "all"} from ${cidrIpv4 ?? nameOf(referencedSecurityGroupId ?? "")}`;
      });
    return { name: plain(machine), open: new Set(open), member: new Set(mine.map(nameOf)) };
  });
}
