import { type Change, inBoth } from "./change";

/** Who reaches what. */
export const accessChanges: readonly Change[] = [
  {
    key: "cloud.admins",
    digitalocean: {
      outcome: "in place",
      text: "firewalls change",
      after: { cloud: { admins: ["203.0.113.7/32", "198.51.100.0/24"] } },
      feeds: ["Firewall.inboundRules"],
    },
    aws: {
      outcome: "in place",
      text: "rules are added, then those that are not wanted are deleted",
      after: { cloud: { admins: ["203.0.113.7/32", "198.51.100.0/24"] } },
      makes: ["SecurityGroupIngressRule"],
    },
  },
  {
    key: "cloud.clients",
    digitalocean: {
      outcome: "in place",
      text: "firewalls change",
      after: { cloud: { clients: ["198.51.100.0/24"] } },
      feeds: ["Firewall.inboundRules"],
    },
    aws: {
      outcome: "in place",
      text: "rules are added, then those that are not wanted are deleted",
      after: { cloud: { clients: ["198.51.100.0/24"] } },
      makes: ["SecurityGroupIngressRule"],
      deletes: ["SecurityGroupIngressRule"],
    },
  },
  {
    key: "cloud.loadBalancer",
    change: "`true`",
    ...inBoth(
      {
        outcome: "in place",
        text: "ports answer at the load balancer only; at the machines no more",
        after: { cloud: { loadBalancer: true } },
      },
      {
        digitalocean: { feeds: ["Firewall.inboundRules"], makes: ["LoadBalancer"] },
        aws: {
          makes: [
            "Listener",
            "LoadBalancer",
            "SecurityGroup",
            "SecurityGroupEgressRule",
            "SecurityGroupIngressRule",
            "TargetGroup",
            "TargetGroupAttachment",
          ],
          deletes: ["SecurityGroupIngressRule"],
        },
      },
    ),
  },
  {
    key: "cloud.loadBalancer",
    change: "`false`",
    ...inBoth(
      {
        outcome: "in place",
        text: "ports answer at the machines",
        after: { cloud: { loadBalancer: false } },
        before: { cloud: { loadBalancer: true } },
      },
      {
        digitalocean: { feeds: ["Firewall.inboundRules"], deletes: ["LoadBalancer"] },
        aws: {
          makes: ["SecurityGroupIngressRule"],
          deletes: [
            "Listener",
            "LoadBalancer",
            "SecurityGroup",
            "SecurityGroupEgressRule",
            "SecurityGroupIngressRule",
            "TargetGroup",
            "TargetGroupAttachment",
          ],
        },
      },
    ),
  },
  {
    key: "cloud.loadBalancer.proxyProtocol",
    ...inBoth(
      {
        outcome: "in place",
        text: "requests fail until the services read the header",
        after: { cloud: { loadBalancer: { proxyProtocol: true } } },
        before: { cloud: { loadBalancer: true } },
      },
      {
        digitalocean: { feeds: ["LoadBalancer.enableProxyProtocol"] },
        aws: { feeds: ["TargetGroup.proxyProtocolV2"] },
      },
    ),
  },
  {
    key: "cloud.reservedIps",
    change: "more machines",
    digitalocean: {
      outcome: "in place",
      text: "addresses are added; SSH stays at the droplet's own",
      after: { cloud: { reservedIps: "managers" } },
      makes: ["ReservedIp", "ReservedIpAssignment"],
    },
    aws: {
      outcome: "in place",
      text: "the elastic address takes the place of the machine's own",
      after: { cloud: { reservedIps: "managers" } },
      feeds: ["Instance.tags"],
      makes: ["Eip"],
    },
  },
  {
    key: "cloud.reservedIps",
    change: "fewer machines",
    digitalocean: {
      outcome: "in place",
      text: "addresses are released",
      after: { cloud: { reservedIps: "none" } },
      before: { cloud: { reservedIps: "all" } },
      deletes: ["ReservedIp", "ReservedIpAssignment"],
    },
    aws: {
      outcome: "asked for",
      text: "nodes that lose theirs are replaced: AWS has released their own",
      after: { cloud: { reservedIps: "none" } },
      before: { cloud: { reservedIps: "all" } },
      allow: "replaceManagers",
      feeds: ["Instance.tags"],
      replaces: ["Instance manager-1", "Instance manager-2", "Instance manager-3", "Instance worker-1"],
      deletes: ["Eip"],
    },
  },
  {
    key: "stacks",
    change: "published ports",
    ...inBoth(
      { outcome: "in place", text: "a firewall changes", after: { stacks: [] } },
      { digitalocean: { deletes: ["Firewall"] }, aws: { deletes: ["SecurityGroupIngressRule"] } },
    ),
  },
  {
    key: "encryptedOverlays",
    digitalocean: {
      outcome: "refused",
      text: "the firewall lets no ESP through",
      after: { encryptedOverlays: true },
      refusal: "ESP",
    },
    aws: {
      outcome: "in place",
      text: "a rule for ESP is added",
      after: { encryptedOverlays: true },
      makes: ["SecurityGroupIngressRule"],
    },
  },
];
