import { constants } from "node:os";

/** The user ended the command with ^C, or a signal did. */
export class Interrupted extends Error {
  constructor(readonly signal: NodeJS.Signals) {
    super(`ended by ${signal}`);
    this.name = "Interrupted";
  }

  /** As shells report it: 130 for ^C. */
  get exitCode(): number {
    return 128 + constants.signals[this.signal];
  }
}
