import { LONGEST_NAME, objectKinds } from "../../../docker/contents";
import type { Findings } from "../document/findings";
import { at, entriesOf, textOf } from "../document/nodes";
import type { Tree } from "../document/tree";
import { needsContent } from "../objects";
import { type Declared, declaredIn, usedIn } from "./declared";

/** Names of services and networks, as a swarm takes them. */
const ofSwarm = /^[a-zA-Z0-9](?:[\w-]*[a-zA-Z0-9])?$/;
const LONGEST = 63;
const ofObjects = /^[a-zA-Z0-9](?:[\w.-]*[a-zA-Z0-9])?$/;
const ofVolumes = /^[a-zA-Z0-9][\w.-]+$/;

/** Names that the daemon refuses, some of them only after it has made other things. */
export function checkNames(file: Tree, stack: string, findings: Findings): void {
  for (const { key, keyAt } of entriesOf(at(file, "services"))) {
    const problem = swarmNameProblem("service", `${stack}_${key}`);
    if (problem) findings.problem(keyAt, `services.${key} ${problem}`);
  }
  for (const kind of objectKinds) {
    const used = usedIn(file, `${kind}s`);
    for (const object of declaredIn(file, `${kind}s`, stack)) {
      if (object.external && !used.has(object.key)) continue;
      const problem = objectNameProblem(object);
      if (problem) findings.problem(object.nameAt, `${kind}s.${object.key} ${problem}`);
    }
  }
  const used = usedIn(file, "volumes");
  for (const { key, value, name, nameAt } of declaredIn(file, "volumes", stack)) {
    const isLocal = (textOf(at(value, "driver")) ?? "local") === "local";
    // Templates are filled in on the node.
    if (!isLocal || !used.has(key) || name.includes("{{") || ofVolumes.test(name)) continue;
    findings.problem(
      nameAt,
      `volumes.${key} has a name that no node takes: use two or more letters, digits, \`_\`, \`.\` and \`-\`, a letter or digit first`,
    );
  }
}

/** Why a swarm takes no service or network that is called so in it. */
export function swarmNameProblem(kind: "service" | "network", name: string): string | undefined {
  if (name.length > LONGEST) return tooLong(name, LONGEST);
  if (ofSwarm.test(name)) return undefined;
  return `is no name for a ${kind}: use letters and digits, with \`-\` or \`_\` between`;
}

function tooLong(name: string, longest: number): string {
  return `has a name that is ${name.length - longest} too long: Docker takes ${longest}, the stack's name and \`_\` included`;
}

function objectNameProblem({ name, value, external }: Declared): string | undefined {
  if (name.length > LONGEST_NAME) return tooLong(name, LONGEST_NAME);
  // What is made with its content ends in a hash.
  const whole = !external && needsContent(value) ? `${name}0` : name;
  if (ofObjects.test(whole)) return undefined;
  return "has a name that Docker refuses: use letters and digits, with `_`, `.` or `-` between";
}
