type Inputs = Record<string, unknown>;

/** A stable number from a name: addresses and IDs of mocked machines. */
const numberOf = (name: string) => [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 250, 7) + 1;

/** ID of a mocked resource: as the cloud would give it where the program reads it. */
export function cloudId(type: string, name: string): string {
  if (type === "digitalocean:index/droplet:Droplet") return String(1000 + numberOf(name));
  return type === "aws:ebs/volume:Volume" ? "vol-0abc" : `${name}-id`;
}

/** What the clouds' resources know once they are made. */
export const cloudOutputs: Record<string, (inputs: Inputs) => Inputs> = {
  "digitalocean:index/droplet:Droplet": ({ name }) => ({
    ipv4Address: `address of ${name}`,
    ipv4AddressPrivate: `private address of ${name}`,
    dropletUrn: `do:droplet:${name}`,
  }),
  "digitalocean:index/sshKey:SshKey": () => ({ fingerprint: "aa:bb" }),
  "digitalocean:index/volume:Volume": ({ name }) => ({ volumeUrn: `do:volume:${name}`, name: name ?? "their-volume" }),
  "digitalocean:index/loadBalancer:LoadBalancer": () => ({ ip: "203.0.113.80", loadBalancerUrn: "do:loadbalancer:x" }),
  "digitalocean:index/reservedIp:ReservedIp": () => ({ ipAddress: "203.0.113.90", reservedIpUrn: "do:reservedip:x" }),
  "aws:ec2/instance:Instance": ({ tags }) => ({
    publicIp: `address of ${(tags as Record<string, string>).Name}`,
    privateIp: `private address of ${(tags as Record<string, string>).Name}`,
  }),
  "aws:ec2/keyPair:KeyPair": () => ({ keyName: "ssh-1a2b3c" }),
  "aws:ec2/eip:Eip": ({ tags }) => ({
    allocationId: "eipalloc-1",
    publicIp: `elastic address of ${(tags as Record<string, string>).Name}`,
  }),
  "aws:lb/loadBalancer:LoadBalancer": () => ({ arn: "arn:balancer", dnsName: "published.elb.example.com" }),
  "aws:lb/targetGroup:TargetGroup": ({ port }) => ({ arn: `arn:targets:${port}` }),
  "aws:efs/fileSystem:FileSystem": () => ({ dnsName: "fs-1.efs.example.com" }),
};

/** Look-ups by their tokens. */
const calls: Record<string, (inputs: Inputs) => Inputs> = {
  // An image's parameter names itself, so that a plan shows which one was asked for.
  "aws:ssm/getParameter:getParameter": ({ name }) => ({ insecureValue: `ami-of ${name}` }),
  "aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings": ({ region, filters }) => {
    const sizes = valuesOf(filters).filter((size) => size !== "z9.huge");
    // Not everything is everywhere.
    const pairs = sizes.flatMap((size) =>
      [..."abc"].filter((zone) => size !== "m7g.large" || zone !== "c").map((zone) => [size, `${region}${zone}`]),
    );
    return { instanceTypes: pairs.map(([size]) => size), locations: pairs.map(([, zone]) => zone) };
  },
  "aws:ebs/getEbsVolumes:getEbsVolumes": ({ tags }) => ({
    ids: (tags as Record<string, string>).Name === "kept-nfs" ? ["vol-0kept"] : [],
  }),
  "digitalocean:index/getVolume:getVolume": ({ name }) => {
    if (name === "used-nfs") return { id: "volume-used", dropletIds: [7] };
    if (name === "kept-nfs") return { id: "volume-kept", dropletIds: [] };
    const details = `no volumes found with name ${name}`;
    throw Object.assign(new Error(details), { details });
  },
  "digitalocean:index/getSizes:getSizes": ({ filters }) => ({
    sizes: droplets.filter(({ slug }) => valuesOf(filters).includes(slug)),
  }),
};

const droplets = [
  { slug: "s-1vcpu-2gb", available: true, regions: ["fra1", "nyc1"], priceMonthly: 12 },
  { slug: "c-2", available: true, regions: ["nyc1"], priceMonthly: 42 },
  { slug: "g-40vcpu-160gb", available: false, regions: ["fra1"], priceMonthly: 1260 },
];

const valuesOf = (filters: unknown) => (filters as { values: string[] }[]).flatMap(({ values }) => values);

export const cloudCall = ({ token, inputs }: { token: string; inputs: Inputs }): Inputs => calls[token]?.(inputs) ?? {};
