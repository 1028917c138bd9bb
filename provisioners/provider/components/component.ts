import type * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type { Field } from "../../schema/field";
import type { Unwrapped } from "../wire";

/** A component of the package: a program for a part of a stack, which programs in every language can use. */
export interface Component {
  /** The last part of its token. */
  readonly name: string;
  readonly description: string;
  /** Every object in it has a type name. */
  readonly inputs: Field;
  readonly outputs: Field;
  /** What inputs are checked against. Default: the component checks them, and needs the value of every one. */
  readonly schema?: z.ZodType;
  /** Its resources do not have its name in theirs: a program can have one such component. */
  readonly single?: boolean;
  /** Declares it, in the runtime of the stack that asks. Values of fields that are marked as plain are known. */
  construct(request: Construction): Promise<Constructed>;
}

/** What is asked of a component. */
export interface Construction {
  readonly name: string;
  readonly inputs: Unwrapped;
  /** The inputs as a program in TypeScript gives them: Outputs where a value is secret, not known, or another resource's. */
  arguments(): Record<string, unknown>;
  readonly options: pulumi.ComponentResourceOptions;
}

/** A component as declared. */
export interface Constructed {
  readonly urn: pulumi.Output<string>;
  readonly outputs: pulumi.Inputs;
}

/** What is wrong with the inputs of a component. The paths are in the text: given a property's path, the engine prints its value, even a secret one. */
export class InputProblems extends Error {
  constructor(problems: readonly { path: string; text: string }[]) {
    const lines = problems.map(({ path, text }) => `\n  ${path} ${text}`);
    super(`the inputs have problems; nothing was made or changed${lines.join("")}`);
    this.name = "";
    this.stack = "";
  }
}
