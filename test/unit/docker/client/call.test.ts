import { call } from "../../../../provisioners/docker/client/call";
import { engineInfo } from "../../../../provisioners/docker/client/engine";
import type { Host } from "../../../../provisioners/docker/host";
import { reply } from "../../fakes/reply";

const host = { label: "m1", docker: () => ({}) } as unknown as Host;
const refused = (status: number, text: string) =>
  call(host, "remove the node w1", () => Promise.reject(reply(status, text)));

test.each([
  "rpc error: code = Unknown desc = The swarm does not have a leader.",
  "rpc error: code = DeadlineExceeded desc = context deadline exceeded",
  // While a manager that is demoted hands the lead over to another.
  "rpc error: code = Unknown desc = raft proposal dropped",
  "rpc error: code = Unknown desc = raft: failed to process the request: node lost leader status",
])("a swarm between two leaders is asked again: %s", async (text) => {
  await expect(refused(500, text)).rejects.toMatchObject({ code: "SWARM_NO_LEADER", kind: "transient" });
});

test("other refusals are final", async () => {
  const text = "rpc error: code = FailedPrecondition desc = node w1 is not down and can't be removed";
  await expect(refused(400, text)).rejects.toMatchObject({ code: "DOCKER_400", kind: "final" });
});

test("a daemon has a minute to show its state: without a leader it takes 20 s, on a busy host longer", async () => {
  jest.useFakeTimers();
  try {
    const answer = (ms: number) => {
      const info = () => new Promise((resolve) => setTimeout(() => resolve({ Name: "m1" }), ms));
      return engineInfo({ label: "m1", docker: () => ({ info }) } as unknown as Host);
    };
    const slow = expect(answer(45_000)).resolves.toEqual({ Name: "m1" });
    const dead = expect(answer(90_000)).rejects.toMatchObject({ code: "DOCKER_NO_ANSWER", kind: "transport" });
    await jest.advanceTimersByTimeAsync(90_000);
    await Promise.all([slow, dead]);
  } finally {
    jest.useRealTimers();
  }
});
