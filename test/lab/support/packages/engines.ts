import { ensureMachine } from "../../../../lab/client";
import type { ImageKind } from "../../../../lab/image/kinds";
import { systemClock } from "../../../../provisioners/core/until";
import { engine } from "../../../../provisioners/engine/engine";
import { engineInputs } from "../../../../provisioners/engine/schema";
import type { State } from "../../../../provisioners/provider/resource";
import { generateKey } from "../../../../provisioners/ssh/keys/generate";
import { fakeContext } from "../../../unit/fakes/context";
import { connectionTo, on, pool, removeMachines } from "../machines";
import type { AptRepository } from "./apt/repository";

export type EngineInputs = ReturnType<typeof engineInputs.parse>;
export type EngineState = State<typeof engine.inputs, typeof engine.outputs>;

/** A handler's context that records what it is told, with real connections and the real time. */
export function context() {
  return { ...fakeContext((to) => pool.use(to)), clock: systemClock };
}

/** The state after a create, as the engine keeps it. */
export async function created(inputs: EngineInputs, at = context()): Promise<EngineState> {
  return { ...inputs, ...(await engine.create(at, inputs)).outputs };
}

/** A lab of bare machines that get Docker from the handler itself, without Pulumi. */
export class EngineLab {
  private last = 10;
  private readonly authorizedKey = generateKey().publicKey;

  constructor(readonly name: string) {}

  /** What an earlier, killed test left goes too. */
  async removeAll(): Promise<void> {
    await removeMachines(this.name);
  }

  /** Makes a machine, and gives the inputs that bring it Docker from the repository. */
  async machine(name: string, repository: AptRepository, image: ImageKind = "bare"): Promise<EngineInputs> {
    this.last++;
    const { last, authorizedKey } = this;
    await ensureMachine(
      this.name,
      { name, cpus: 1, memory: 512, address: `10.77.0.${last}`, image, authorizedKey, ports: [] },
      () => undefined,
    );
    const { url: mirror, fingerprint: keyFingerprint } = repository;
    return engineInputs.parse({ name, connection: await connectionTo(this.name, name), mirror, keyFingerprint });
  }

  on = (machine: string, command: string, codes?: number[]) => on(this.name, machine, command, codes);
  version = (machine: string) => this.on(machine, "docker version --format '{{.Server.Version}}'");
  /** Changes when Docker is started anew. */
  started = (machine: string) => this.on(machine, "systemctl show docker --property ActiveEnterTimestampMonotonic");
  held = async (machine: string) => (await this.on(machine, "apt-mark showhold")).split("\n").sort();
}
