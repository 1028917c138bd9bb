import { preflight } from "../../../../provisioners/host/preflight/preflight";
import { type Permission, preflightInputs } from "../../../../provisioners/host/preflight/schema";
import { diffOf } from "../../../../provisioners/provider/diff";
import { UNKNOWN, unwrap } from "../../../../provisioners/provider/wire";
import { connection } from "../../fakes/context";

type Host = Record<string, unknown>;

const managers = (count: number): Host[] =>
  [...Array(count).keys()].map((index) => {
    const address = `10.0.0.${index + 1}`;
    return { name: `m${index + 1}`, role: "manager", address, connection: connection(address) };
  });
const worker: Host = { name: "w1", role: "worker", address: "10.0.0.9", connection: connection("10.0.0.9") };
const elsewhere = (host: Host): Host => ({ ...host, address: UNKNOWN, connection: { host: UNKNOWN } });
const inMaintenanceSlot = (host: Host): Host => ({
  ...host,
  connection: { ...(host.connection as Host), hostKey: UNKNOWN },
});
const withFirst = (count: number, change: (host: Host) => Host) =>
  managers(3).map((host, index) => (index < count ? change(host) : host));

/** Plans another list of hosts for a cluster of these. */
function plan(
  before: Host[],
  after: Host[],
  { allow = [] as Permission[], volumes = ["vol-1"] as unknown, retained = { before: false, after: false } } = {},
) {
  const state = preflightInputs.parse({ hosts: before, volumes: ["vol-1"], retained: retained.before });
  const inputs = { ...state, hosts: after, volumes, allow, retained: retained.after };
  return () => diffOf(preflight as never, { ...state, mtu: 1500 }, unwrap(inputs));
}

describe("A plan for several managers", () => {
  test("is refused where it replaces more than one, unless that is allowed", () => {
    expect(plan(managers(3), withFirst(1, elsewhere))).not.toThrow();
    expect(plan(managers(3), withFirst(2, elsewhere))).toThrow(
      /this run replaces 2 of 3 managers \(m1, m2\)\..*'swarm:allow\[0\]' replaceManagers/,
    );
    expect(plan(managers(3), withFirst(2, elsewhere), { allow: ["replaceManagers"] })).not.toThrow();
  });

  test("is refused, whatever is allowed, where machines go before their successors and the quorum with them", () => {
    expect(plan(managers(3), withFirst(1, inMaintenanceSlot))).not.toThrow();
    expect(plan(managers(3), withFirst(2, inMaintenanceSlot), { allow: ["replaceManagers"] })).toThrow(
      /2 of 3 managers \(m1, m2\) would be deleted before new ones stand at their addresses.*pool of their own/,
    );
    expect(plan(managers(1), managers(1).map(inMaintenanceSlot))).toThrow(/the swarm would be lost/);
  });

  test("is refused, whatever is allowed, where nobody reaches the old ones once the new ones stand", () => {
    // As with an address of the cloud's that outlives its machine.
    const moved = (host: Host): Host => ({ ...inMaintenanceSlot(host), address: UNKNOWN });
    const allow: Permission[] = ["replaceManagers"];
    expect(plan(managers(3), withFirst(1, moved))).not.toThrow();
    expect(plan(managers(3), withFirst(2, moved), { allow })).not.toThrow();
    expect(plan(managers(3), withFirst(3, moved), { allow })).toThrow(
      /all managers \(m1, m2, m3\) are reached over SSH would lead to new machines.*pool of their own.*one at a time/,
    );
    expect(plan(managers(1), managers(1).map(moved))).toThrow(/the swarm would be lost.*pool of their own/s);
    expect(plan(managers(1), managers(1).map(elsewhere))).not.toThrow();
  });

  test("is refused where less than a majority stays, unless that is allowed", () => {
    expect(plan(managers(5), managers(3))).not.toThrow();
    expect(plan(managers(3), managers(1))).toThrow(
      /takes 2 of 3 managers away.*single point of failure.*fewerManagers/,
    );
    expect(plan(managers(3), managers(1), { allow: ["fewerManagers"] })).not.toThrow();
  });

  test("passes where others take their places, and where only workers change", () => {
    const others = managers(3).map((host) => elsewhere({ ...host, name: `new-${host.name}` }));
    expect(plan(managers(3), others)).not.toThrow();
    expect(plan([...managers(1), worker], [...managers(1), elsewhere(worker)])).not.toThrow();
    expect(plan([...managers(1), worker], managers(1))).not.toThrow();
  });
});

describe("A plan for the volumes", () => {
  const volumePlan = (volumes: unknown, before: boolean, after: boolean, allow: Permission[] = []) =>
    plan(managers(1), managers(1), { volumes, allow, retained: { before, after } });

  test.each([[[]], [[UNKNOWN]], [UNKNOWN]])("is refused where it loses one, unless that is allowed: %j", (volumes) => {
    const deletion = /this run deletes the volume vol-1 with everything that is on it.*deleteVolumes/;
    expect(volumePlan(volumes, false, false)).toThrow(deletion);
    expect(volumePlan(volumes, false, false, ["deleteVolumes"])).not.toThrow();
    // The engine deletes what was not to be retained when it was made or last changed.
    expect(volumePlan(volumes, false, true)).toThrow(deletion);
  });

  test("passes where one is to be retained from now on, or no more", () => {
    expect(volumePlan(["vol-1"], false, true)()).toMatchObject({ changes: true, changed: ["retained"] });
    expect(volumePlan(["vol-1"], true, false)).not.toThrow();
  });

  test("passes where a retained one is left behind with nothing in its place", () => {
    expect(volumePlan([], true, true)).not.toThrow();
    expect(volumePlan([], true, false)).not.toThrow();
  });

  test.each([[["vol-2"]], [[UNKNOWN]], [UNKNOWN]])(
    "is refused where %j comes in the place of a retained one",
    (volumes) => {
      expect(volumePlan(volumes, true, true)).toThrow(
        /a new volume in the place of vol-1, which stays: the services would start on an empty volume\. Take back .*deleteVolumes/,
      );
      expect(volumePlan(volumes, true, true, ["deleteVolumes"])).not.toThrow();
    },
  );

  test("goes on from a state without volumes, as one of retained volumes once was", () => {
    const { retained: _, ...state } = preflightInputs.parse({ hosts: managers(1) });
    const inputs = { ...state, retained: true, volumes: ["vol-1"] };
    expect(() => diffOf(preflight as never, { ...state, mtu: 1500 }, unwrap(inputs))).not.toThrow();
    const same = diffOf(preflight as never, { ...state, mtu: 1500 }, unwrap({ ...state, retained: false }));
    expect(same.changes).toBe(false);
  });
});
