import { deployment } from "./deploy-shape";
import * as s from "./shape";
import { listOf, mapping, oneOf, type Shape, since } from "./shape";

const names = /^[a-zA-Z0-9._-]+$/;
const external: Shape = { kinds: ["boolean", "mapping"], keys: { name: s.text } };

const fileReference: Shape = {
  kinds: ["text", "mapping"],
  keys: { source: s.text, target: s.text, uid: s.text, gid: s.text, mode: { ...s.number, least: 0, rights: true } },
  lenient: true,
};

const port: Shape = {
  kinds: ["text", "number", "mapping"],
  format: "port",
  strict: true,
  keys: {
    mode: since(2, oneOf("ingress", "host")),
    target: since(2, { ...s.whole, format: "target port" }),
    published: since(2, { ...s.whole, format: "published port" }),
    protocol: since(2, oneOf("tcp", "udp", "sctp")),
  },
};

const propagation = oneOf("rprivate", "private", "rshared", "shared", "rslave", "slave");

const mount: Shape = {
  kinds: ["text", "mapping"],
  format: "volume",
  required: ["type"],
  keys: {
    type: since(2, oneOf("volume", "bind", "tmpfs", "npipe", "cluster")),
    source: since(2, s.text),
    target: since(2, s.text),
    read_only: since(2, s.flag),
    consistency: since(2, s.text),
    bind: since(2, mapping({ propagation }, { lenient: true })),
    volume: since(2, mapping({ nocopy: s.flag, subpath: s.text }, { lenient: true })),
    tmpfs: since(6, mapping({ size: s.natural }, { lenient: true })),
  },
};

const attachment: Shape = {
  kinds: ["mapping", "nothing"],
  keys: {
    aliases: s.uniqueTexts,
    driver_opts: since(13, s.driverOptions),
    ipv4_address: s.text,
    ipv6_address: s.text,
  },
};

const ulimit: Shape = {
  kinds: ["whole", "mapping"],
  strict: true,
  keys: { hard: { ...s.whole, strict: true }, soft: { ...s.whole, strict: true } },
  required: ["soft", "hard"],
};

/** Docker checks it and leaves it out. */
const build: Shape = {
  kinds: ["text", "mapping"],
  keys: {
    ...{ context: s.text, dockerfile: s.text, args: s.ignoredPairs, cache_from: since(2, s.uniqueTexts) },
    ...{ labels: since(3, s.ignoredPairs), network: since(4, s.text), target: since(4, s.text) },
    ...{ shm_size: since(5, { kinds: ["whole", "text"] }), extra_hosts: since(9, s.ignoredPairs) },
  },
  others: s.anything,
};

const healthTime: Shape = { kinds: ["text"], format: "health duration" };
const healthcheck = mapping({
  disable: s.flag,
  interval: healthTime,
  retries: { ...s.number, least: 0, truncates: true },
  test: s.command,
  timeout: healthTime,
  start_period: since(4, healthTime),
  start_interval: since(12, healthTime),
});

const service = mapping(
  {
    deploy: deployment,
    build,
    cap_add: s.uniqueTexts,
    cap_drop: s.uniqueTexts,
    cgroupns_mode: since(9, s.text),
    cgroup_parent: s.text,
    command: s.command,
    configs: since(3, listOf(fileReference)),
    container_name: s.text,
    credential_spec: since(3, mapping({ config: since(8, s.text), file: s.text, registry: s.text })),
    depends_on: s.uniqueTexts,
    devices: s.uniqueTexts,
    dns: s.textOrTexts,
    dns_search: s.textOrTexts,
    domainname: s.text,
    entrypoint: s.command,
    env_file: s.textOrTexts,
    environment: s.pairs,
    expose: listOf({ kinds: ["text", "number"], ignored: true }, { unique: true }),
    external_links: s.uniqueTexts,
    extra_hosts: s.pairs,
    healthcheck,
    hostname: s.text,
    image: { kinds: ["text"], format: "image" },
    init: since(7, s.flag),
    ipc: s.text,
    isolation: since(5, s.text),
    labels: s.pairs,
    links: s.uniqueTexts,
    logging: mapping({
      driver: s.text,
      options: { kinds: ["mapping"], others: { kinds: ["text", "number", "nothing"] } },
    }),
    mac_address: s.text,
    network_mode: s.text,
    networks: { kinds: ["list", "mapping"], items: s.text, unique: true, others: attachment, names },
    oom_score_adj: since(13, s.whole),
    pid: { kinds: ["text", "nothing"] },
    ports: listOf(port, { unique: true }),
    privileged: s.flag,
    read_only: s.flag,
    restart: { kinds: ["text"], format: "restart policy" },
    security_opt: s.uniqueTexts,
    shm_size: s.text,
    secrets: since(1, listOf(fileReference)),
    sysctls: s.pairs,
    stdin_open: s.flag,
    stop_grace_period: { kinds: ["text"], format: "grace period" },
    stop_signal: s.text,
    tmpfs: s.textOrTexts,
    tty: s.flag,
    ulimits: { kinds: ["mapping"], others: ulimit, names: /^[a-z]+$/ },
    user: s.text,
    userns_mode: s.text,
    volumes: listOf(mount),
    working_dir: s.text,
  },
  { extensible: 7 },
);

const network: Shape = {
  kinds: ["mapping", "nothing"],
  extensible: 7,
  keys: {
    name: since(5, s.text),
    driver: s.text,
    driver_opts: s.driverOptions,
    ipam: mapping({ driver: s.text, config: listOf(mapping({ subnet: { kinds: ["text"], format: "subnet" } })) }),
    external,
    internal: s.flag,
    attachable: since(2, s.flag),
    labels: s.pairs,
  },
};

const volume: Shape = {
  kinds: ["mapping", "nothing"],
  extensible: 7,
  keys: {
    name: since(4, s.text),
    driver: s.text,
    driver_opts: s.driverOptions,
    external,
    labels: s.pairs,
    "x-cluster-spec": since(10, s.openMapping),
  },
};

const fileObject = {
  name: since(5, s.text),
  file: s.text,
  // Compose's, not Docker's: it never sees it.
  environment: s.text,
  external: { ...external, lenient: true },
  labels: s.pairs,
  template_driver: since(8, oneOf("golang")),
};

/** A whole stack file as `docker stack deploy` takes it: Compose format 3.13, and what came with which 3.x. */
export const stackShape = mapping(
  {
    version: s.text,
    services: { kinds: ["mapping"], others: service, names },
    networks: { kinds: ["mapping"], others: network, names },
    volumes: { kinds: ["mapping"], others: volume, names },
    secrets: since(1, {
      kinds: ["mapping"],
      others: mapping(
        { ...fileObject, driver: since(8, s.text), driver_opts: since(8, s.driverOptions) },
        { extensible: 7 },
      ),
      names,
    }),
    configs: since(3, { kinds: ["mapping"], others: mapping(fileObject, { extensible: 7 }), names }),
  },
  { extensible: 4 },
);
