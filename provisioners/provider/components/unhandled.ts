import type { Components } from "./construct";

/** Errors that nothing waits for: an output of a component may be one. They fail the run, and take no work on other hosts down. */
export function failUnhandled(components: Components, complain: (error: unknown) => Promise<void>): void {
  for (const name of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(name, (error) => {
      if (components.fail(error)) return;
      process.exitCode = 1;
      void complain(error);
    });
  }
}
