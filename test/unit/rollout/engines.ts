import { messageOf } from "../../../provisioners/core/errors";
import { engine } from "../../../provisioners/engine/engine";
import { engineInputs } from "../../../provisioners/engine/schema";
import { connection, fakeContext } from "../fakes/context";
import type { Machine } from "../fakes/shapes";
import { World } from "../fakes/world";

/** What the facts' script prints on a Debian with Docker. */
const FACTS = `
@@@ os
PRETTY_NAME="Debian GNU/Linux 13 (trixie)"
VERSION_CODENAME=trixie
ID=debian

@@@ init
systemd

@@@ docker
Docker version 29.0.1, build a72d7cd

@@@ packages
docker.io|ii |29.0.1-1

@@@ daemonJson
`;

/** Managers and workers in a swarm, whose engines can be updated; the first manager leads. */
export function setUp(managers: number, workers: number) {
  const world = new World();
  const name = (letter: string, count: number) => [...Array(count).keys()].map((n) => `${letter}${n + 1}`);
  const machines = [...name("m", managers), ...name("w", workers)].map((each) => world.add(each));
  const swarm = world.form(machines, managers);
  const drainVia = machines.slice(0, managers).map((machine) => world.manager(machine));
  for (const machine of machines) machine.shell = (command) => answer(command);
  const inputs = (machine: Machine, more: object = {}) =>
    engineInputs.parse({
      name: machine.name,
      connection: connection(machine.address),
      source: "distribution",
      daemon: { mtu: 1400 },
      drainVia,
      ...more,
    });
  const update = (machine: Machine, more: object = {}) => {
    const wanted = inputs(machine, more);
    const state = { ...wanted, daemon: {}, installedVersion: "29.0.1", os: "x", arch: "y", dockerWasThere: true };
    // Each with a clock of its own: time passes for the one that waits.
    const context = fakeContext(world.context.ssh.use, world.context.session);
    return engine.update?.(context, machine.name, state, wanted) as Promise<unknown>;
  };
  const restarts = () => world.calls.flatMap((call) => call.match(/^(\S+) \$ systemctl restart docker$/)?.[1] ?? []);
  return { world, swarm, machines, update, restarts };
}

/** What a machine with Docker on it replies to a command. */
export function answer(command: string): string {
  if (command.includes("fact os")) return FACTS;
  return command.includes("is-active") ? "active" : "";
}

/** Calls that take nodes out, restart them and put them back: `m1 restart`, `node1 drain`. */
export const story = (world: World) =>
  world.calls.flatMap((call) => {
    const [, name, id, availability] =
      call.match(/^(\S+) \$ systemctl restart docker$/) ?? call.match(/update ()(node\d+) \w+ (\w+)$/) ?? [];
    return name ? [`${name} restart`] : id ? [`${id} ${availability}`] : [];
  });

/** The message of the error that some work ends with. */
export const failure = async (work: Promise<unknown>) =>
  messageOf(
    await work.then(
      () => "nothing failed",
      (error) => error,
    ),
  );
