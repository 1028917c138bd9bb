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

/** Look-ups: an image's parameter names itself, so that a plan shows which one was asked for. */
export function cloudCall({ token, inputs }: { token: string; inputs: Inputs }): Inputs {
  return token === "aws:ssm/getParameter:getParameter" ? { insecureValue: `ami of ${inputs.name}` } : {};
}
