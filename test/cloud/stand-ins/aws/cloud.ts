import { join } from "node:path";
import type { InboundRule } from "../../../../lab/network/firewall";
import { Account } from "../account";
import { type Centre, paperCentre } from "../centre";
import { DataCentre } from "../data-centre";
import type { Settings } from "../settings";

/** What the account keeps of an instance. */
export interface Instance {
  machine: string;
  address: string;
  groups: string[];
  subnetId: string;
  /** The one that it has now; empty without. */
  publicIp: string;
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

  /** An instance lets in what a rule of one of its groups allows, and nothing else. */
  private rules(): Map<string, InboundRule[]> {
    const instances = this.account.all<Instance>("Instance");
    const ingress = this.account.all<Ingress>("SecurityGroupIngressRule");
    return new Map(
      instances.map(({ machine, groups }) => [
        machine,
        ingress
          .filter(({ securityGroupId }) => groups.includes(securityGroupId))
          .map((rule) => this.rule(rule, instances)),
      ]),
    );
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
