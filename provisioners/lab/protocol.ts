import type { z } from "zod";
import type { Request } from "./gate-messages";
import type { machineInputs } from "./schema";
import type { MachineRecord } from "./store";

/*
 * Between the lab's daemon and whoever uses the lab: one connection a command, one JSON line there, then lines with a
 * status, and last one with the value or the error.
 */
export type MachineRequest = Omit<z.output<typeof machineInputs>, "lab">;

/** A machine and whether it runs. */
export type MachineView = MachineRecord & { up: boolean };

export type Command =
  | { command: "ensure"; machine: MachineRequest }
  | { command: "list" }
  | { command: "start" | "kill" | "remove" | "expectPowerOff"; name: string }
  | { command: "signal"; name: string; signal: NodeJS.Signals }
  | { command: "forward"; name: string; port: number }
  | { command: "network"; request: Request };

export type Line = { status: string } | { value: unknown } | { error: { code: string; message: string } };
