import type { z } from "zod";
import { deleteMachine, ensureMachine, listMachines, type MachineView } from "../../lab/client";
import { defineResource } from "../provider/resource";
import { machineInputs, machineOutputs } from "./schema";

/** `Machine`: a local virtual machine of a lab. Lives on between runs; a dead one is started again by a refresh. */
export const machine = defineResource({
  name: "Machine",
  description:
    "A local virtual machine of a lab: Debian with an SSH server, on a private network of its own. For trying things out and for tests.",
  inputs: machineInputs,
  outputs: machineOutputs,
  async create(context, { lab, ...request }) {
    const id = `${lab}/${request.name}`;
    const made = await ensureMachine(lab, request, context.status, context.signal);
    return { id, outputs: outputsOf(made, request.ports) };
  },
  async read(context, _id, state) {
    const { lab, ...request } = machineInputs.parse(pick(state));
    const known = (await listMachines(lab)).some(({ name }) => name === request.name);
    if (!known) return undefined;
    const found = await ensureMachine(lab, request, context.status, context.signal);
    return { inputs: { lab, ...request }, outputs: outputsOf(found, request.ports) };
  },
  async update(context, _id, _state, { lab, ...request }) {
    return outputsOf(await ensureMachine(lab, request, context.status, context.signal), request.ports);
  },
  async delete(_context, _id, state) {
    await deleteMachine(state.lab, state.name);
  },
});

function outputsOf(machine: MachineView, ports: number[]): z.output<typeof machineOutputs> {
  const forwards = Object.fromEntries(ports.map((port) => [String(port), machine.forwards[port] as number]));
  return { host: "127.0.0.1", port: machine.sshPort, user: "root", hostKey: machine.hostKey, forwards };
}

/** The inputs in a state, which holds the outputs too. */
function pick(state: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.keys(machineInputs.shape).map((key) => [key, state[key]]));
}
