import type { Findings } from "./document/findings";
import { at, entriesOf, isGiven, isTrue, itemsOf, textOf } from "./document/nodes";
import type { Tree } from "./document/tree";
import { portsOf } from "./ports-of";
import { mountOf, targetOf } from "./references";

/** What Docker's client or daemon refuses although each part has the right shape. */
export function checkRules(file: Tree, findings: Findings): void {
  for (const { key, keyAt, value } of entriesOf(at(file, "services"))) {
    if (value.kind !== "map") continue;
    if (!isGiven(at(value, "image"))) {
      const built = at(value, "build") ? ": `build` is ignored, so push the image to a registry and name it" : "";
      findings.problem(keyAt, `services.${key} needs \`image\`${built}`);
    }
    checkDeploy(`services.${key}`, value, findings);
    checkPorts(`services.${key}`, value, findings);
    checkMounts(`services.${key}`, value, at(file, "volumes"), findings);
    checkTargets(`services.${key}`, value, findings);
  }
  for (const section of ["networks", "volumes", "secrets", "configs"]) {
    for (const { key, keyAt, value } of entriesOf(at(file, section))) {
      checkObject(section, key, value, { findings, keyAt });
    }
  }
}

function checkDeploy(path: string, service: Tree, findings: Findings): void {
  const deploy = at(service, "deploy");
  const mode = textOf(at(deploy, "mode")) ?? "replicated";
  const replicas = at(deploy, "replicas");
  if (replicas && mode.startsWith("global")) {
    findings.problem(replicas.at, `${path}.deploy.replicas does not go with mode ${mode}: remove one of them`);
  }
  const updates = at(deploy, "update_config");
  if (mode.endsWith("-job") && updates) {
    findings.problem(updates.at, `${path}.deploy.update_config does not go with a job: remove it`);
  }
  const ports = at(service, "ports");
  if (textOf(at(deploy, "endpoint_mode")) === "dnsrr") {
    for (const port of itemsOf(ports)) {
      if (textOf(at(port, "mode")) === "host") continue;
      findings.problem(port.at, `${path}.ports: with endpoint_mode dnsrr a port must have \`mode: host\``);
    }
  }
  const health = at(service, "healthcheck");
  if (isTrue(at(health, "disable")) && isGiven(at(health, "test"))) {
    findings.problem(health?.at ?? 0, `${path}.healthcheck has \`disable\` and \`test\`: remove one of them`);
  }
}

function checkPorts(path: string, service: Tree, findings: Findings): void {
  const taken = new Set<string>();
  itemsOf(at(service, "ports")).forEach((item, index) => {
    const name = `${path}.ports[${index}]`;
    if (item.kind === "map" && !at(item, "target")) {
      findings.problem(item.at, `${name} needs \`target\`, the port in the container`);
    }
    for (const { port, protocol } of portsOf(item)) {
      if (taken.has(`${port}/${protocol}`))
        findings.problem(item.at, `${name} publishes ${port}/${protocol} a second time`);
      taken.add(`${port}/${protocol}`);
    }
  });
}

/** Two mounts cannot share a place in the container. */
function checkTargets(path: string, service: Tree, findings: Findings): void {
  const seen = new Set<string>();
  itemsOf(at(service, "volumes")).forEach((item, index) => {
    const target = targetOf(item);
    if (target === undefined) {
      if (item.kind === "map") findings.problem(item.at, `${path}.volumes[${index}] needs \`target\``);
      return;
    }
    if (seen.has(target))
      findings.problem(item.at, `${path}.volumes[${index}] has the same place in the container as another`);
    if (!/^(?:\/|[A-Za-z]:|\\\\)/.test(target)) {
      findings.problem(item.at, `${path}.volumes[${index}] must name a whole path in the container, from \`/\` on`);
    }
    seen.add(target);
  });
}

function checkMounts(path: string, service: Tree, volumes: Tree | undefined, findings: Findings): void {
  itemsOf(at(service, "volumes")).forEach((item, index) => {
    const { type, source, where } = mountOf(item);
    const name = `${path}.volumes[${index}]`;
    const [, letter] = /^(\p{L}):/u.exec(textOf(item) ?? "") ?? [];
    if (letter && at(volumes, letter)) {
      findings.problem(
        item.at,
        `${name}: Docker takes \`${letter}:\` for a drive of Windows: give the volume a name of two letters or more, or write it with \`source\` and \`target\``,
      );
    }
    if (type === "bind" && source?.startsWith("~")) {
      findings.warning(
        where.at,
        `${name}: Docker takes \`~\` for the home folder of root on the manager: write the whole path, which is on every node that runs the service`,
      );
    }
    if (type === "bind" && !source) findings.problem(where.at, `${name} needs \`source\`, a folder on the nodes`);
    if (type === "tmpfs" && source) findings.problem(where.at, `${name} is a tmpfs and has no \`source\`: remove it`);
    for (const options of ["bind", "volume", "tmpfs"]) {
      const given = at(item, options);
      if (given && options !== type) findings.problem(given.at, `${name}.${options} does not go with type ${type}`);
    }
  });
}

function checkObject(
  section: string,
  key: string,
  value: Tree,
  { findings, keyAt }: { findings: Findings; keyAt: number },
) {
  const path = `${section}.${key}`;
  const external = at(value, "external");
  const isExternal = isTrue(external) || external?.kind === "map";
  if (at(external, "name") && at(value, "name")) {
    findings.problem(external?.at ?? keyAt, `${path} has two names: remove \`external.name\``);
  }
  if (section === "volumes" && isExternal) {
    for (const option of ["driver", "driver_opts", "labels"]) {
      const given = at(value, option);
      if (isGiven(given)) findings.problem(given?.at ?? keyAt, `${path} is external and cannot have \`${option}\``);
    }
  }
  if ((section !== "secrets" && section !== "configs") || value.kind !== "map") return;
  const source = at(value, "file") ?? at(value, "environment");
  if (isExternal) return;
  if (at(value, "driver")) {
    if (source) findings.problem(source.at, `${path} has a driver and cannot have \`file\` or \`environment\``);
  } else if (!isGiven(source)) {
    findings.problem(keyAt, `${path} needs \`file\`, \`environment\` or \`external: true\``);
  }
}
