import net from "node:net";
import { createInterface } from "node:readline";
import { SwarmError } from "../../../provisioners/core/errors";
import { ASK_AGAIN } from "../../errors";

interface Answer {
  QMP?: unknown;
  return?: unknown;
  error?: { desc: string };
}

/** Gives a command to a machine's monitor (QEMU's machine protocol) and what that printed. */
export function askMonitor(path: string, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(path);
    const fail = (cause: unknown) =>
      reject(
        new SwarmError({
          code: "LAB_MONITOR",
          kind: "transport",
          summary: "QEMU's monitor does not answer",
          cause,
          fix: ASK_AGAIN,
        }),
      );
    const send = (execute: string, given?: object) =>
      socket.write(`${JSON.stringify({ execute, arguments: given })}\n`);
    let agreed = false;
    createInterface({ input: socket }).on("line", (line) => {
      const answer = JSON.parse(line) as Answer;
      if (answer.error) {
        fail(answer.error.desc);
        socket.destroy();
      } else if (answer.QMP) send("qmp_capabilities");
      else if (!("return" in answer)) return;
      else if (!agreed) {
        agreed = true;
        send("human-monitor-command", { "command-line": command });
      } else {
        resolve(String(answer.return));
        socket.end();
      }
    });
    socket.once("error", fail).once("close", () => fail("it closed the connection"));
  });
}
