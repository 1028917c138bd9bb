import { join } from "node:path";
import type { InboundRule } from "../../../../lab/network/firewall";
import { Account } from "../account";
import { type Centre, paperCentre } from "../centre";
import { DataCentre, publicAddress } from "../data-centre";
import type { Settings } from "../settings";
import type { Way } from "../ways";

/** What the account keeps of an instance. */
export interface Instance {
  machine: string;
  address: string;
  groups: string[];
  subnetId: string;
  /** The one that it has now; empty without. */
  publicIp: string;
  /** True for one that the cloud may take back. */
  spot: boolean;
}

interface MountTarget {
  fileSystemId: string;
  securityGroups: string[];
}

/** A rule of a security group. */
export interface Ingress {
  securityGroupId: string;
  ipProtocol: string;
  fromPort?: number;
  toPort?: number;
  cidrIpv4?: string;
  referencedSecurityGroupId?: string;
}

interface Listener {
  port: number;
  protocol: string;
  loadBalancerArn: string;
  defaultActions: { targetGroupArn: string }[];
}

interface Attachment {
  targetGroupArn: string;
  targetId: string;
  port: number;
}

/** The ID at the end of an ARN. */
export const idOf = (arn: string) => arn.split("/").at(-1) ?? "";

/** Where a balancer answers: at a name, in a lab at an address. */
export function balancerAddress(settings: Settings, id: string): string {
  return settings.lab ? publicAddress(settings, Number.parseInt(id.slice(-8), 16)) : `${id}.elb.example.com`;
}

const protocols: Record<string, InboundRule["protocol"]> = { tcp: "tcp", udp: "udp", icmp: "icmp", "50": "esp" };

/** One account at AWS and the machines behind it. */
export class Cloud {
  readonly account: Account;
  readonly centre: Centre;

  constructor(readonly settings: Settings) {
    this.account = new Account(settings.folder, "aws");
    const { folder, lab } = settings;
    this.centre = lab ? new DataCentre({ folder, lab }, () => this.rules()) : paperCentre;
  }

  /** An ID as the cloud gives it: `vol-0000000000000007b`. */
  id = (prefix: string) => `${prefix}-${this.account.next().toString(16).padStart(17, "0")}`;

  volumeFile = (id: string) => join(this.settings.folder, `${id}.disk`);

  /** Takes a spot instance back, as the cloud does without being asked. */
  async interrupt(name: string): Promise<void> {
    const tagged = new RegExp(`^${name}-\\d+$`);
    const found = this.account.all<Instance>("Instance").find(({ machine, spot }) => spot && tagged.test(machine));
    if (!found) throw new Error(`there is no spot instance ${name}`);
    await this.centre.remove(found.machine);
    this.account.drop(found.id);
    await this.centre.applyRules();
  }

  /** An instance lets in what a rule of one of its groups allows, and a file system what one of its targets' does. */
  private rules(): Map<string, InboundRule[]> {
    const instances = this.account.all<Instance>("Instance");
    const ingress = this.account.all<Ingress>("SecurityGroupIngressRule");
    const targets = this.account.all<MountTarget>("MountTarget");
    const systems = this.account.all("FileSystem").map(({ id }) => ({
      machine: id,
      groups: targets.filter(({ fileSystemId }) => fileSystemId === id).flatMap((target) => target.securityGroups),
    }));
    return new Map(
      [...instances, ...systems].map(({ machine, groups }) => [
        machine,
        ingress
          .filter(({ securityGroupId }) => groups.includes(securityGroupId))
          .map((rule) => this.rule(rule, instances)),
      ]),
    );
  }

  ways = (): Way[] => [...this.balancerWays(), ...this.elasticWays()];

  /** An elastic address leads to the instance that has it, at the ports that let somebody in. */
  private elasticWays(): Way[] {
    return this.account
      .all<{ publicIp: string; instance?: string }>("Eip")
      .flatMap(({ publicIp, instance: id = "" }) => {
        const instance = this.account.get<Instance>("Instance", id);
        if (!instance) return [];
        const ports = new Set(
          this.sources(instance.groups).flatMap(({ cidrIpv4, fromPort }) => (cidrIpv4 && fromPort) || []),
        );
        return [...ports].map((port) => ({
          ...{ address: publicIp, port },
          isUnchecked: true,
          clients: this.sources(instance.groups, port).flatMap(({ cidrIpv4 }) => cidrIpv4 ?? []),
          targets: [{ machine: instance.machine, port }],
        }));
      });
  }

  /** A balancer leads to the registered targets that let its group in. */
  private balancerWays(): Way[] {
    const { account } = this;
    return account.all<Listener>("Listener").flatMap(({ port, protocol, loadBalancerArn, defaultActions }) => {
      const balancer = idOf(loadBalancerArn);
      const group = idOf(defaultActions[0]?.targetGroupArn ?? "");
      const { securityGroups } = account.must<{ securityGroups: string[] }>("LoadBalancer", balancer);
      const { proxyProtocolV2 } = account.must<{ proxyProtocolV2?: boolean }>("TargetGroup", group);
      if (!protocol.startsWith("TCP")) return [];
      return {
        ...{ address: balancerAddress(this.settings, balancer), port },
        clients: this.sources(securityGroups, port).flatMap(({ cidrIpv4 }) => cidrIpv4 ?? []),
        ...(proxyProtocolV2 && { proxyProtocol: 2 as const }),
        targets: this.targets(group).filter((target) =>
          this.sources(target.groups, target.port).some(({ referencedSecurityGroupId: source = "" }) =>
            securityGroups.includes(source),
          ),
        ),
      };
    });
  }

  private targets(group: string) {
    return this.account.all<Attachment>("TargetGroupAttachment").flatMap(({ targetGroupArn, targetId, port }) => {
      const instance = this.account.get<Instance>("Instance", targetId);
      if (idOf(targetGroupArn) !== group || !instance) return [];
      return { machine: instance.machine, groups: instance.groups, port };
    });
  }

  /** Rules that let somebody in at a TCP port; at any without one. */
  private sources(groups: readonly string[], port?: number): Ingress[] {
    return this.account
      .all<Ingress>("SecurityGroupIngressRule")
      .filter(({ securityGroupId, ipProtocol }) => groups.includes(securityGroupId) && ipProtocol === "tcp")
      .filter(({ fromPort }) => port === undefined || fromPort === port);
  }

  private rule(rule: Ingress, instances: Instance[]): InboundRule {
    const { ipProtocol, fromPort, toPort, cidrIpv4, referencedSecurityGroupId: group } = rule;
    const members = instances.filter(({ groups }) => group !== undefined && groups.includes(group));
    return {
      protocol: protocols[ipProtocol] as InboundRule["protocol"],
      ...(fromPort !== undefined && { ports: [fromPort, toPort ?? fromPort] as [number, number] }),
      sources: cidrIpv4 ? [cidrIpv4] : members.map(({ address }) => `${address}/32`),
    };
  }
}
