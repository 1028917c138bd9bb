import type { NetworkSpec } from "../../docker/client/networks";
import { declaredIn, usedNetworks } from "./checks/declared";
import { at, entriesOf, isTrue, itemsOf, printedOf, textOf } from "./document/nodes";
import type { Tree } from "./document/tree";
import { labelsOf } from "./objects";

/** The networks that a stack makes, as Docker's client asks for them, without the label of the stack. */
export function networksOf(file: Tree, stack: string): NetworkSpec[] {
  const used = usedNetworks(file);
  const declared = declaredIn(file, "networks", stack).filter(({ key }) => used.has(key));
  const own = declared.filter(({ external }) => !external).map(({ name, value }) => specOf(name, value));
  const isImplied = used.has("default") && !declared.some(({ key }) => key === "default");
  return [...own, ...(isImplied ? [specOf(`${stack}_default`)] : [])];
}

function specOf(name: string, value?: Tree): NetworkSpec {
  const options = entriesOf(at(value, "driver_opts")).map(({ key, value }) => [key, printedOf(value) ?? ""]);
  const subnets = itemsOf(at(value, "ipam", "config")).flatMap((item) => {
    const [Subnet, Gateway] = [textOf(at(item, "subnet")), textOf(at(item, "gateway"))];
    return Subnet ? [{ Subnet, ...(Gateway && { Gateway }) }] : [];
  });
  return {
    Name: name,
    Driver: textOf(at(value, "driver")) ?? "overlay",
    Attachable: isTrue(at(value, "attachable")),
    Internal: isTrue(at(value, "internal")),
    Options: Object.fromEntries(options),
    Labels: labelsOf(at(value, "labels")),
    ...(subnets.length > 0 && { IPAM: { Driver: textOf(at(value, "ipam", "driver")) ?? "default", Config: subnets } }),
  };
}
