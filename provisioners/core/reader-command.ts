import { existsSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "./paths";

/** What a reader is told to run, in the checkout of the project and in a project that has it as a package. */
const commands = {
  /** Looks after the machines of a lab. */
  lab: { checkout: "npm run lab --", elsewhere: "npx pulumi-swarm lab" },
  /** Looks at and looks after the swarm of a stack. */
  swarm: { checkout: "npm run swarm --", elsewhere: "npx pulumi-swarm" },
  /** Makes what is declared. */
  up: { checkout: "npm start", elsewhere: "pulumi up" },
  /** Removes what was made. */
  destroy: { checkout: "npm run destroy", elsewhere: "pulumi destroy" },
} as const;

/** True for a checkout of the project: only there are the programs that `npm run` starts. */
const isCheckout = (root: string) => existsSync(join(root, "tools", "bootstrap.mjs"));

/** A command that the reader of a message has, with its arguments. */
export function readerCommand(name: keyof typeof commands, args = "", root = packageRoot): string {
  const command = commands[name][isCheckout(root) ? "checkout" : "elsewhere"];
  return `${command} ${args}`.trimEnd();
}
