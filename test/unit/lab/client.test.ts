import { mkdir, rm } from "node:fs/promises";
import net from "node:net";
import { ensureMachine, type MachineRequest } from "../../../lab/client";
import { lost } from "../../../lab/errors";
import { controlSocket, socketsFolder } from "../../../lab/paths";

/* A daemon of a lab that is killed, or told to end, before it answers. */
const LAB = `unit-client-${process.pid}`;
const request = { name: "one" } as MachineRequest;

/** A daemon that gives one of these answers to each command; without any it closes the connection. */
async function daemon(...answers: (object | undefined)[]): Promise<{ commands: () => number }> {
  let commands = 0;
  server = net.createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", () => {
      const answer = answers[commands++];
      if (answer) socket.end(`${JSON.stringify(answer)}\n`);
      else socket.destroy();
    });
  });
  await mkdir(socketsFolder(LAB), { recursive: true });
  await new Promise<void>((resolve) => server?.listen(controlSocket(LAB), resolve));
  return { commands: () => commands };
}

let server: net.Server | undefined;
afterEach(async () => {
  await new Promise((resolve) => server?.close(resolve));
  await rm(socketsFolder(LAB), { recursive: true, force: true });
});

const ensure = () => ensureMachine(LAB, request, () => undefined);

test("a command goes to the lab again when its daemon dies before it answers", async () => {
  const { commands } = await daemon(undefined, { value: { up: true } });
  expect(await ensure()).toEqual({ up: true });
  expect(commands()).toBe(2);
});

test("a daemon that dies at each try is told, with its log", async () => {
  const { commands } = await daemon();
  await expect(ensure()).rejects.toMatchObject({ code: "LAB_LOST", fix: expect.stringContaining("its log is") });
  expect(commands()).toBe(3);
});

test("a lab that was told to end is not started again", async () => {
  const { code, kind, summary, fix } = lost(LAB, "it was told to end", "lab.log");
  const { commands } = await daemon({ error: { code, kind, summary, fix } }, { value: { up: true } });
  await expect(ensure()).rejects.toMatchObject({ code: "LAB_LOST" });
  expect(commands()).toBe(1);
});
