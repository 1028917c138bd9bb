import { mkdir, rm } from "node:fs/promises";
import net from "node:net";
import { createInterface } from "node:readline";
import { messageOf, SwarmError } from "../../provisioners/core/errors";
import { listens } from "../listens";
import { controlSocket, labFolder, machinesFolder, socketsFolder } from "../paths";
import type { Command, Line } from "../protocol";
import { Lab } from "./lab";

/*
 * The process that keeps a lab's machines alive between runs of Pulumi. `client.ts` starts it when it is needed; it
 * ends when the last machine is removed, and its machines end with it (their disks stay).
 */
async function main(name: string): Promise<void> {
  await mkdir(machinesFolder(name), { recursive: true, mode: 0o700 });
  await mkdir(socketsFolder(name), { recursive: true, mode: 0o700 });
  const server = net.createServer();
  await claim(server, controlSocket(name));

  const lab = Lab.open(name, () => {
    console.error("the lab's network ended, and with it its machines");
    process.exit(1);
  });
  let ending: Promise<void> | undefined;
  // Removals that end together would each end the lab.
  const end = () => {
    ending ??= tidyUp();
    return ending;
  };
  const tidyUp = async () => {
    server.close();
    const opened = await lab;
    await opened.close();
    await rm(socketsFolder(name), { recursive: true, force: true });
    if (opened.isEmpty) await rm(labFolder(name), { recursive: true, force: true });
    process.exit(0);
  };
  process.once("SIGTERM", () => void end()).once("SIGINT", () => void end());

  // Connections and commands that are under way, also those of a client that has died.
  let busy = 0;
  let hasHadMachines = false;
  const done = () => {
    busy--;
    // Somebody may look at a lab before its first machine is made.
    if (busy > 0 || !hasHadMachines) return;
    lab.then(
      (opened) => (busy === 0 && opened.isEmpty ? end() : undefined),
      () => undefined,
    );
  };
  server.on("connection", (socket) => {
    busy++;
    socket.on("error", () => socket.destroy()).once("close", done);
    createInterface({ input: socket }).once("line", (line) => {
      const say = (answer: Line) => socket.write(`${JSON.stringify(answer)}\n`);
      const command = JSON.parse(line) as Command;
      hasHadMachines ||= command.command === "ensure" || command.command === "remove";
      busy++;
      obey(lab, command, (status) => say({ status }))
        .then((value) => say({ value: value ?? null }))
        .catch((error: unknown) =>
          say({ error: { code: error instanceof SwarmError ? error.code : "LAB", message: messageOf(error) } }),
        )
        .finally(() => {
          socket.end();
          done();
        });
    });
  });
  // Whoever asked for the lab gets the reason as the answer; then there is nothing to stay for.
  lab.catch((error: unknown) => {
    console.error(messageOf(error));
    server.close(() => process.exit(1));
  });
}

/** Listens on the control socket, or ends this process where another daemon of the lab does. */
async function claim(server: net.Server, path: string): Promise<void> {
  if (await listens({ path })) process.exit(0);
  await rm(path, { force: true });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(path, resolve));
}

async function obey(opening: Promise<Lab>, command: Command, status: (text: string) => void): Promise<unknown> {
  const lab = await opening;
  switch (command.command) {
    case "ensure":
      return lab.ensure(command.machine, status);
    case "list":
      return lab.list();
    case "start":
      return lab.start(command.name, status);
    case "kill":
      return lab.kill(command.name);
    case "remove":
      return lab.remove(command.name);
    case "expectPowerOff":
      return lab.expectPowerOff(command.name);
    case "signal":
      return lab.signal(command.name, command.signal);
    case "forward":
      return lab.forward(command.name, command.port);
    case "firewall":
      return lab.setFirewall(command.name, command.rules);
    case "attach":
      return lab.attach(command.name, command.disk);
    case "detach":
      return lab.detach(command.name, command.file);
    case "network":
      return lab.network(command.request);
  }
}

const name = process.argv[2];
if (!name) throw new Error("usage: daemon LAB");
main(name).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
