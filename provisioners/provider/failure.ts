import { messageOf } from "../core/errors";
import type { Redactor } from "./redactor";
import type { Properties } from "./wire";

/** What of a resource is there although the work on it failed. */
export interface Remains {
  id: string;
  properties: Properties;
}

/** An error as the engine gets it: its text is safe to show, and it has no stack, where secrets may be. */
export class Failure extends Error implements Partial<Remains> {
  id?: string;
  properties?: Properties;
  reasons?: string[];

  constructor(message: string) {
    super(message);
    this.name = "";
    this.stack = "";
  }
}

/** Turns anything that was thrown into a failure without secrets. */
export function failureOf(error: unknown, redactor: Redactor): Failure {
  return new Failure(redactor.text(messageOf(error)));
}
