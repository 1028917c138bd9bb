// biome-ignore-all lint/suspicious/noTemplateCurlyInString: examples show variables of stack files
import { daemonRefusals } from "./daemon-refusals";

/** Something that our preview and Docker's client judge differently on purpose. */
export interface Difference {
  /** Who refuses a file that the other takes; `facts` where both take it. */
  side: "ours" | "docker" | "facts";
  /** Matches the text of such a disagreement. */
  pattern: RegExp;
  /** What Docker's client does, and why we do otherwise; for docs/stacks.md where we are stricter. */
  reason: string;
  /** A stack file that shows it. */
  example: string;
}

const service = (more: string) => `services: { web: { image: "nginx:1", ${more} } }\n`;
const inNetwork = (network: string) => `${service("networks: [n]")}networks: { n: ${network} }\n`;
const constraint = (text: string) => service(`deploy: { placement: { constraints: ["${text}"] } }`);

/** What we refuse and Docker takes, although it has no effect, means something else or cannot run. */
export const stricter: readonly Omit<Difference, "side">[] = [
  {
    pattern: /^a second document begins here/,
    reason: "a second YAML document: the client reads the first",
    example: "services: { web: { image: a } }\n---\nservices: { db: { image: a } }\n",
  },
  {
    pattern: /^`services:` (?:is missing|must be a mapping with at least one service)/,
    reason: "a file without services: nothing would run",
    example: "services: {}\n",
  },
  {
    pattern: /volumes\[\d+\] needs `target`/,
    reason: "a mount without a target: the daemon takes it as well, but it has no place in the container",
    example: service("volumes: [{ type: bind, source: /a }]"),
  },
  {
    pattern: /volumes\[\d+\]\.type must be one of/,
    reason: "mounts of type `image`: clients before version 28 refuse them, and services of a swarm have none",
    example: service("volumes: [{ type: image, source: nginx, target: /a }]"),
  },
  {
    pattern: /but nothing lies beside the file on the nodes/,
    reason:
      "relative bind mounts: no file lies beside the stack file on the nodes ([what to do](#files-beside-the-stack-file))",
    example: service('volumes: ["./a:/a"]'),
  },
  {
    pattern: /takes `\p{L}:` for a drive of Windows/u,
    reason: "a volume with a name of one letter in the short form: the client takes it for a drive of Windows",
    example: `${service('volumes: ["v:/a"]')}volumes: { v: {} }\n`,
  },
  {
    pattern: /must name a whole path in the container/,
    reason: "a mount at a relative path: no node can make it",
    example: service("volumes: [data]"),
  },
  {
    pattern: /takes the (?:first )?`:?-` in .* for/,
    reason: "a dash in the message of `${NAME:?…}`, or `:-` in a default: the client takes it for the operator",
    example: service('labels: { a: "${TEXT:?must-be}" }'),
  },
  {
    pattern: /is met by no node|are met by no node together/,
    reason: "constraints on what nodes do not have, such as `disk == ssd` instead of `node.labels.disk == ssd`",
    example: constraint("disk == ssd"),
  },
  {
    pattern: /must compare node\.(?:role|ip) with/,
    reason: "constraints that compare `node.role` or `node.ip` with what it never is",
    example: constraint("node.role == boss"),
  },
  {
    pattern:
      /needs `target`, the port in the container|has no valid port of the container|ports\[\d+\]\.target must be from 1/,
    reason: "a port without a target, or with port 0 in the container",
    example: service("ports: [{ published: 80 }]"),
  },
  {
    pattern: /ports\[\d+\]\.(?:protocol|mode) must be one of/,
    reason: "words for `protocol` and `mode` of a port that the daemon does not know: it takes its default",
    example: service("ports: [{ target: 80, protocol: foo }]"),
  },
  {
    pattern: /subnet must be a network/,
    reason: "a subnet that is none: the network gets no addresses",
    example: inNetwork("{ ipam: { config: [{ subnet: 10.9.0.0/99 }] } }"),
  },
  {
    pattern: /takes the colon for a part of the key/,
    reason: "`{ a:, b: c }`: the client takes `a:` for the key",
    example: service("labels: { a:, b: c }"),
  },
  {
    pattern: /networks\.\S+ is (?:`none`|`default`|the routing mesh|external, and a swarm has none)/,
    reason: "external networks that no service can be in; the client asks the daemon for them",
    example: inNetwork("{ external: true, name: none }"),
  },
  {
    pattern: /has the name of the routing mesh/,
    reason: "a network that is called `ingress`, as the routing mesh is",
    example: inNetwork("{ name: ingress }"),
  },
  {
    pattern: /has a name that no node takes/,
    reason: "names of volumes that the driver `local` refuses on the node",
    example: `${service('volumes: ["data:/a"]')}volumes: { data: { name: my data } }\n`,
  },
  {
    pattern: /is \S+ in the container, as \S+ is/,
    reason: "a secret and a config as one file in the container: only one of them would be there",
    example: `${service("secrets: [{ source: a, target: /x }], configs: [{ source: c, target: x }]")}secrets: { a: { file: ./a } }\nconfigs: { c: { file: ./a } }\n`,
  },
  {
    pattern: /has the label pulumi-swarm\.ignore/,
    reason: "a label `pulumi-swarm.ignore` that names no field that can be ignored, or is on the containers",
    example: service("deploy: { labels: { pulumi-swarm.ignore: cpus } }"),
  },
];

const others: readonly Difference[] = [
  {
    side: "docker",
    pattern: /x-cluster-spec/,
    reason: "the settings of cluster volumes are those of their driver, and are not read here",
    example: `${service('volumes: ["data:/a"]')}volumes: { data: { x-cluster-spec: { access_mode: [] } } }\n`,
  },
  {
    side: "docker",
    pattern: /no such file or directory/,
    reason: "files at absolute paths are on the managers, and the preview looks at no host",
    example: `${service("configs: [c]")}configs: { c: { file: /none/there } }\n`,
  },
  {
    side: "facts",
    pattern: /ignores `restart`/,
    reason: "the client says that it ignores `restart`, and makes the restart policy of it all the same",
    example: service("restart: always"),
  },
  {
    side: "facts",
    pattern: /mounts: we read .*bind ~/,
    reason: "`~` is the home folder of root on the manager, of which a warning says so",
    example: service('volumes: ["~/a:/a"]'),
  },
];

export const differences: readonly Difference[] = [
  ...stricter.map((each) => ({ side: "ours" as const, ...each })),
  ...daemonRefusals.map(({ rule, finding, file }) => {
    return { side: "ours" as const, pattern: finding, reason: `the daemon's rule: ${rule}`, example: file };
  }),
  ...others,
];
