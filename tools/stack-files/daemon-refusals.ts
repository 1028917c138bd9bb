/** Something that Docker's client passes on and its daemon refuses, when other things of the stack are made already. */
export interface DaemonRefusal {
  /** What the daemon takes, in the words of docs/stacks.md. */
  rule: string;
  /** A stack file that breaks it. */
  file: string;
  /** What the daemon says. */
  daemon: RegExp;
  /** What the preview says. */
  finding: RegExp;
}

const service = (more: string) => `services: { web: { image: "nginx:1", ${more} } }\n`;
const deploy = (more: string) => service(`deploy: { ${more} }`);
const long = (length: number) => "n".repeat(length);
const back = (network: string) => `${service("networks: [back]")}networks: { back: ${network} }\n`;

export const daemonRefusals: readonly DaemonRefusal[] = [
  // Services.
  {
    rule: "names of services have letters and digits, with `-` or `_` between",
    file: "services: { a.b: { image: a } }\n",
    daemon: /name must be valid as a DNS name component/,
    finding: /is no name for a service/,
  },
  {
    rule: "names of services and networks have at most 63 characters, the stack's name included",
    file: `services: { ${long(64)}: { image: a } }\n`,
    daemon: /name must be 63 characters or fewer/,
    finding: /has a name that is \d+ too long: Docker takes 63/,
  },
  // Deployment.
  {
    rule: "`endpoint_mode` is `vip` or `dnsrr`",
    file: deploy("endpoint_mode: foo"),
    daemon: /invalid resolution mode: "foo"/,
    finding: /endpoint_mode must be one of/,
  },
  {
    rule: "`failure_action` is `pause`, `continue` or `rollback`",
    file: deploy("update_config: { failure_action: foo }"),
    daemon: /unrecognized update failure action foo/,
    finding: /failure_action must be one of/,
  },
  {
    rule: "`condition` of `restart_policy` is `none`, `on-failure` or `any`",
    file: deploy("restart_policy: { condition: always }"),
    daemon: /invalid RestartCondition: "always"/,
    finding: /condition must be one of/,
  },
  {
    rule: "a constraint compares with `==` or `!=`",
    file: deploy("placement: { constraints: [node.role = manager] }"),
    daemon: /constraint expected one operator from ==, !=/,
    finding: /is no constraint/,
  },
  {
    rule: "`cpus` is 0.001 at least",
    file: deploy('resources: { limits: { cpus: "0.0001" } }'),
    daemon: /invalid cpu value 0\.0001: Must be at least 0\.001/,
    finding: /must be at least `0\.001`/,
  },
  {
    rule: "`cpus` is not negative",
    file: deploy('resources: { limits: { cpus: "-1" } }'),
    daemon: /invalid cpu value -1: Must be at least 0\.001/,
    finding: /must be a number of CPUs/,
  },
  {
    rule: "`memory` is 4 MiB at least",
    file: deploy("resources: { reservations: { memory: 3M } }"),
    daemon: /invalid memory value 3145728: Must be at least 4MiB/,
    finding: /must be at least `4M`/,
  },
  {
    rule: "`max_failure_ratio` is from 0 to 1",
    file: deploy("update_config: { max_failure_ratio: 2 }"),
    daemon: /update-maxfailureratio cannot be less than 0 or bigger than 1/,
    finding: /max_failure_ratio must be at most 1/,
  },
  {
    rule: "jobs have no `update_config`",
    file: deploy("mode: replicated-job, update_config: { parallelism: 1 }"),
    daemon: /Jobs may not have an update config/,
    finding: /update_config does not go with a job/,
  },
  // Times.
  {
    rule: "`delay` of `update_config` is not negative",
    file: deploy("update_config: { delay: -5s }"),
    daemon: /update-delay cannot be negative/,
    finding: /(?:update|rollback)_config\.delay must not be negative/,
  },
  {
    rule: "`monitor` of `update_config` is not negative",
    file: deploy("update_config: { monitor: -5s }"),
    daemon: /update-monitor cannot be negative/,
    finding: /monitor must not be negative/,
  },
  {
    rule: "`delay` of `restart_policy` is not negative",
    file: deploy("restart_policy: { delay: -5s }"),
    daemon: /restart-delay cannot be negative/,
    finding: /restart_policy\.delay must not be negative/,
  },
  {
    rule: "`window` of `restart_policy` is not negative",
    file: deploy("restart_policy: { window: -5s }"),
    daemon: /restart-window cannot be negative/,
    finding: /window must not be negative/,
  },
  {
    rule: "times of `healthcheck` are `1ms` at least",
    file: service("healthcheck: { test: a, interval: 1us }"),
    daemon: /Interval in HealthConfig cannot be less than/,
    finding: /must be at least `1ms`/,
  },
  // Ports and mounts.
  {
    rule: "a service publishes a port once",
    file: service('ports: ["80:80", "80:81"]'),
    daemon: /duplicate published ports provided/,
    finding: /publishes \S+ a second time/,
  },
  {
    rule: "`dnsrr` has no ports in the routing mesh",
    file: service('ports: ["80:80"], deploy: { endpoint_mode: dnsrr }'),
    daemon: /port published with ingress mode can't be used with dnsrr mode/,
    finding: /with endpoint_mode dnsrr a port must have `mode: host`/,
  },
  {
    rule: "mounts of a service have different targets",
    file: service('volumes: ["/a:/b", "/c:/b"]'),
    daemon: /duplicate mount point: \/b/,
    finding: /has the same place in the container as another/,
  },
  {
    rule: "`propagation` is one that Linux has",
    file: service("volumes: [{ type: bind, source: /a, target: /a, bind: { propagation: foo } }]"),
    daemon: /invalid MountPropagation: "foo"/,
    finding: /propagation must be one of/,
  },
  {
    rule: "templates are ones that Docker can fill in",
    file: service('environment: { A: "{{ .Summary }}" }'),
    daemon: /can't evaluate field Summary/,
    finding: /is a template to Docker/,
  },
  // Networks, secrets and configs.
  {
    rule: "names of networks have letters and digits, with `-` or `_` between",
    file: back("{ name: web.net }"),
    daemon: /name must be valid as a DNS name component/,
    finding: /is no name for a network/,
  },
  {
    rule: "services are in networks of the swarm only",
    file: back("{ driver: bridge }"),
    daemon: /cannot be used with services|not in the right scope|only networks scoped to the swarm can be used/,
    finding: /is of one node with the driver/,
  },
  {
    rule: "no network has the name of one that Docker has itself",
    file: back("{ name: bridge }"),
    daemon: /network with name bridge already exists/,
    finding: /has the name of a network that Docker has itself/,
  },
  {
    rule: "a subnet begins with its network's address",
    file: back("{ ipam: { config: [{ subnet: 10.9.0.5/24 }] } }"),
    daemon: /it should be 10\.9\.0\.0\/24/,
    finding: /is no network: write/,
  },
  {
    rule: "names of secrets and configs have letters and digits, with `_`, `.` or `-` between",
    file: `${service("configs: [c]")}configs: { c: { name: my config, file: ./a } }\n`,
    daemon: /invalid name, only 64 \[a-zA-Z0-9-_\.\] characters allowed/,
    finding: /has a name that Docker refuses/,
  },
  {
    rule: "names of secrets and configs have at most 64 characters",
    file: `${service("secrets: [s]")}secrets: { s: { name: ${long(65)}, file: ./a } }\n`,
    daemon: /invalid name, only 64 \[a-zA-Z0-9-_\.\] characters allowed/,
    finding: /has a name that is \d+ too long: Docker takes 64/,
  },
];
