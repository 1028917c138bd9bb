import { templateProblem } from "../../../docker/templates/check";
import type { Findings } from "../document/findings";
import type { Variables } from "../document/interpolate";
import { at, entriesOf, itemsOf, printedOf, textOf } from "../document/nodes";
import type { Tree } from "../document/tree";
import { mountOf, targetOf } from "../references";
import { declaredIn, usedIn } from "./declared";

/** Templates wherever the daemon fills them in: the environment, the host name, mounts and the volumes that they name. */
export function checkTemplates(file: Tree, variables: Variables, findings: Findings): void {
  const check = (template: string | undefined, where: number, name: string) => {
    const problem = templateProblem(template ?? "", "service");
    if (problem) findings.problem(where, `${name} ${problem}`);
  };
  for (const { key, value: service } of entriesOf(at(file, "services"))) {
    const path = `services.${key}`;
    for (const { name, value, where } of environmentOf(at(service, "environment"), variables)) {
      check(value, where, `${path}.environment.${name}`);
    }
    const hostname = at(service, "hostname");
    check(textOf(hostname), hostname?.at ?? service.at, `${path}.hostname`);
    itemsOf(at(service, "volumes")).forEach((item, index) => {
      const { source, where } = mountOf(item);
      check(source, where.at, `${path}.volumes[${index}]`);
      check(targetOf(item), (at(item, "target") ?? item).at, `${path}.volumes[${index}]`);
    });
  }
  const used = usedIn(file, "volumes");
  for (const { key, value, name, nameAt, external } of declaredIn(file, "volumes", "")) {
    if (!used.has(key)) continue;
    check(name, nameAt, `volumes.${key}.name`);
    if (external) continue;
    for (const section of ["driver_opts", "labels"]) {
      for (const { name, value: text, where } of environmentOf(at(value, section), {})) {
        check(text, where, `volumes.${key}.${section}.${name}`);
      }
    }
  }
}

/** Names and values, written as a mapping or a list. One without a value takes that of the variable of its name. */
export function environmentOf(tree: Tree | undefined, variables: Variables) {
  const pairs = [
    ...entriesOf(tree).map(({ key, value }) => ({ name: key, own: textOrNone(value), where: value.at })),
    ...itemsOf(tree).map((item) => {
      const [, name = "", own] = /^([^=]*)(?:=([\s\S]*))?$/.exec(textOf(item) ?? "") ?? [];
      return { name, own, where: item.at };
    }),
  ];
  return pairs.map(({ name, own, where }) => {
    const given = Object.hasOwn(variables, name) ? variables[name] : undefined;
    return { name, value: own || (given ?? own), where };
  });
}

const textOrNone = (tree: Tree) => (tree.kind === "scalar" && tree.value === null ? undefined : printedOf(tree));
