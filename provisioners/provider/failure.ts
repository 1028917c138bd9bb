import { messageOf } from "../errors";
import type { Redactor } from "./redactor";

/** An error as the engine gets it: its text is safe to show, and the server prints no stack of it. */
export class Failure extends Error {
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
