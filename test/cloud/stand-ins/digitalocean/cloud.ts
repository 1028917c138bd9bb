import { join } from "node:path";
import type { InboundRule } from "../../../../lab/network/firewall";
import { Account } from "../account";
import { type Centre, paperCentre } from "../centre";
import { DataCentre } from "../data-centre";
import type { Settings } from "../settings";
import type { Way } from "../ways";

/** What the account keeps, as far as one thing looks at another. */
export interface Droplet {
  machine: string;
  address: string;
  tags: string[];
  vpcUuid: string;
}

export interface Firewall {
  tags: string[];
  dropletIds: number[];
  inboundRules: {
    protocol: string;
    portRange?: string;
    sourceAddresses?: string[];
    sourceTags?: string[];
    sourceLoadBalancerUids?: string[];
  }[];
}

export interface LoadBalancer {
  ip: string;
  dropletTag: string;
  forwardingRules: { entryPort: number; entryProtocol: string; targetPort: number }[];
  enableProxyProtocol?: boolean;
}

/** One account at DigitalOcean and the machines behind it. */
export class Cloud {
  readonly account: Account;
  readonly centre: Centre;

  constructor(readonly settings: Settings) {
    this.account = new Account(settings.folder, "digitalocean");
    const { folder, lab } = settings;
    this.centre = lab ? new DataCentre({ folder, lab }, () => this.rules()) : paperCentre;
  }

  volumeFile = (id: string) => join(this.settings.folder, `${id}.disk`);

  /** Firewalls are for tags and droplets; a droplet that no firewall is for lets everything in. */
  private rules(): Map<string, InboundRule[] | undefined> {
    const droplets = this.account.all<Droplet>("Droplet");
    const firewalls = this.account.all<Firewall>("Firewall");
    return new Map(
      droplets.map(({ id, machine, tags }) => {
        const mine = firewalls.filter(
          (firewall) => firewall.dropletIds.includes(Number(id)) || firewall.tags.some((tag) => tags.includes(tag)),
        );
        if (mine.length === 0) return [machine, undefined];
        return [machine, mine.flatMap(({ inboundRules }) => inboundRules.map((rule) => this.rule(rule, droplets)))];
      }),
    );
  }

  ways = (): Way[] => [...this.balancerWays(), ...this.reservedWays()];

  /** A reserved address leads to the droplet that has it, at the ports that let somebody in. */
  private reservedWays(): Way[] {
    return this.account.all<{ dropletId?: number }>("ReservedIp").flatMap(({ id: address, dropletId }) => {
      const droplet = this.account.get<Droplet>("Droplet", String(dropletId));
      if (!droplet) return [];
      const rules = this.inboundRules(droplet).filter(
        ({ protocol, sourceAddresses }) => protocol === "tcp" && sourceAddresses,
      );
      const ports = new Set(rules.map(({ portRange }) => Number(portRange)));
      return [...ports].map((port) => ({
        ...{ address, port },
        isUnchecked: true,
        clients: rules
          .filter(({ portRange }) => portRange === String(port))
          .flatMap(({ sourceAddresses = [] }) => sourceAddresses.filter((network) => !network.includes(":"))),
        targets: [{ machine: droplet.machine, port }],
      }));
    });
  }

  /** A balancer leads to every droplet with its tag that lets it in. */
  private balancerWays(): Way[] {
    return this.account.all<LoadBalancer>("LoadBalancer").flatMap(({ id, ip, dropletTag, ...balancer }) =>
      balancer.forwardingRules
        .filter(({ entryProtocol }) => entryProtocol === "tcp")
        .map(({ entryPort, targetPort }) => ({
          address: ip,
          port: entryPort,
          ...(balancer.enableProxyProtocol && { proxyProtocol: 1 as const }),
          targets: this.account
            .all<Droplet>("Droplet")
            .filter((droplet) => droplet.tags.includes(dropletTag) && this.letsIn(droplet, id, targetPort))
            .map(({ machine }) => ({ machine, port: targetPort })),
        })),
    );
  }

  private letsIn(droplet: Droplet, balancer: string, port: number): boolean {
    return this.inboundRules(droplet).some(
      (rule) => rule.sourceLoadBalancerUids?.includes(balancer) && rule.portRange === String(port),
    );
  }

  private inboundRules({ tags }: Droplet): Firewall["inboundRules"] {
    return this.account
      .all<Firewall>("Firewall")
      .filter((firewall) => firewall.tags.some((tag) => tags.includes(tag)))
      .flatMap(({ inboundRules }) => inboundRules);
  }

  private rule(rule: Firewall["inboundRules"][number], droplets: Droplet[]): InboundRule {
    const { protocol, portRange, sourceAddresses = [], sourceTags = [] } = rule;
    const tagged = droplets.filter(({ tags }) => tags.some((tag) => sourceTags.includes(tag)));
    const [first, last = first] = (portRange ?? "").split("-").map(Number);
    return {
      protocol: protocol as InboundRule["protocol"],
      ...(portRange && { ports: [first as number, last as number] }),
      sources: [
        ...sourceAddresses.filter((network) => !network.includes(":")),
        ...tagged.map(({ address }) => `${address}/32`),
      ],
    };
  }
}
