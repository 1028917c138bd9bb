import { type Change, inBoth } from "./change";

/** Where the cluster is, and what it is called. */
export const placeChanges: readonly Change[] = [
  {
    key: "pulumi stack rename",
    ...inBoth({
      outcome: "no change",
      text: "the cluster keeps its name; what is made later has it, too",
      after: {},
      before: { cloud: { name: undefined } },
      renamed: "prod",
    }),
  },
  {
    key: "cloud.name",
    ...inBoth({
      outcome: "refused",
      text: "every name and tag in the cloud would change",
      after: { cloud: { name: "blog" } },
      refusal: "cloud.name: blog is not what the cluster was made with: shop",
    }),
  },
  {
    key: "cloud.region",
    digitalocean: {
      outcome: "refused",
      text: "another region is another cluster",
      after: { cloud: { region: "nyc1" } },
      refusal: "cloud.region: nyc1 is not what",
    },
    aws: {
      outcome: "refused",
      text: "another region is another cluster",
      after: { cloud: { region: "eu-west-1", zones: ["eu-west-1a", "eu-west-1b"] } },
      refusal: "cloud.region: eu-west-1 is not what",
    },
  },
  {
    key: "cloud.network",
    ...inBoth({
      outcome: "refused",
      text: "the VPC would be made anew",
      after: { cloud: { network: "10.67.0.0/16" } },
      refusal: "cloud.network: 10.67.0.0/16 is not what",
    }),
  },
  {
    key: "cloud.vpc",
    digitalocean: {
      outcome: "refused",
      text: "the machines would move to another network",
      after: { cloud: { vpc: "vpc-1", network: "10.66.0.0/16" } },
      refusal: "cloud.vpc: vpc-1 is not what",
    },
    aws: {
      outcome: "refused",
      text: "the machines would move to another network",
      after: {
        cloud: {
          vpc: "vpc-1",
          network: "10.66.0.0/16",
          subnets: { "eu-central-1a": "subnet-1", "eu-central-1b": "subnet-2" },
        },
      },
      refusal: "cloud.vpc: vpc-1 is not what",
    },
  },
  {
    key: "cloud.subnets",
    digitalocean: "has no subnets",
    aws: {
      outcome: "replaced",
      text: "the nodes of that zone, and the NFS host if it is there",
      after: { cloud: { subnets: { "eu-central-1a": "subnet-1", "eu-central-1b": "subnet-3" } } },
      before: {
        cloud: {
          vpc: "vpc-1",
          network: "10.66.0.0/16",
          subnets: { "eu-central-1a": "subnet-1", "eu-central-1b": "subnet-2" },
        },
      },
      feeds: ["Instance.subnetId"],
      replaces: ["Instance manager-2"],
    },
  },
  {
    key: "cloud.zones",
    change: "one more",
    digitalocean: "has no zones",
    aws: {
      outcome: "replaced",
      text: "pools are spread anew: nodes whose zone changes",
      after: { cloud: { zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"] } },
      feeds: ["Instance.subnetId"],
      replaces: ["Instance manager-3"],
      makes: ["RouteTableAssociation", "Subnet"],
    },
  },
  {
    key: "cloud.zones",
    change: "one less",
    digitalocean: "has no zones",
    aws: {
      outcome: "replaced",
      text: "nodes of that zone",
      after: { cloud: { zones: ["eu-central-1a"] } },
      feeds: ["Instance.subnetId"],
      replaces: ["Instance manager-2"],
      deletes: ["RouteTableAssociation", "Subnet"],
    },
  },
  {
    key: "cloud.zones",
    change: "one less, with a load balancer",
    digitalocean: "has no zones",
    aws: {
      outcome: "asked for",
      text: "the load balancer is replaced and has another name",
      after: { cloud: { zones: ["eu-central-1a"] } },
      before: { cloud: { loadBalancer: true } },
      allow: "replaceLoadBalancer",
      feeds: [
        "Instance.subnetId",
        "Listener.loadBalancerArn",
        "LoadBalancer.subnets",
        "TargetGroupAttachment.targetId",
      ],
      replaces: [
        "Instance manager-2",
        "Listener published-8080",
        "LoadBalancer published",
        "TargetGroupAttachment published-8080-manager-2",
      ],
      deletes: ["RouteTableAssociation", "Subnet"],
    },
  },
  {
    key: "cloud.project",
    digitalocean: {
      outcome: "in place",
      text: "everything moves to the project",
      after: { cloud: { project: "p-2" } },
      before: { cloud: { project: "p-1", loadBalancer: true, reservedIps: "managers" } },
      feeds: ["LoadBalancer.projectId", "ProjectResources.project"],
      replaces: ["ProjectResources project"],
    },
    aws: "has no projects",
  },
  {
    key: "cloud.protect",
    ...inBoth({
      outcome: "no change",
      text: "from then on the engine refuses to delete or replace managers and the volume",
      after: { cloud: { protect: true } },
    }),
  },
];
