import { daemonKeys, declaredKeys, mtuOf } from "../../../provisioners/engine/mtu";

describe("the MTU of networks", () => {
  const option = "com.docker.network.driver.mtu";
  test("is left to Docker from 1500 on", () => {
    expect(daemonKeys({ daemon: { debug: true }, mtu: 9001 })).toEqual({ debug: true });
    expect(mtuOf({ "default-network-opts": { overlay: {} } }, { daemon: {}, mtu: 9001 })).toBe(9001);
  });

  test("is set below it; what the user says himself comes first (F17)", () => {
    expect(daemonKeys({ daemon: {}, mtu: 1420 })).toEqual({
      mtu: 1420,
      "default-network-opts": { bridge: { [option]: "1420" }, overlay: { [option]: "1420" } },
    });
    const daemon = {
      mtu: 1300,
      "default-network-opts": { overlay: { [option]: "1300", x: "y" }, macvlan: { z: "1" } },
    };
    expect(daemonKeys({ daemon, mtu: 1420 })).toEqual({
      mtu: 1300,
      "default-network-opts": {
        bridge: { [option]: "1420" },
        overlay: { [option]: "1300", x: "y" },
        macvlan: { z: "1" },
      },
    });
  });

  test("changes nothing of what was declared, in the eyes of a refresh", () => {
    const ours = { daemon: { debug: true, "default-network-opts": { overlay: { x: "y" } } }, mtu: 1420 };
    expect(declaredKeys({ ...daemonKeys(ours), theirs: 1 }, ours)).toEqual(ours.daemon);
    const changed = { "default-network-opts": { overlay: { x: "z" } } };
    expect(declaredKeys(changed, ours)).toEqual(changed);
  });

  test("that somebody took away is seen", () => {
    const ours = { daemon: {}, mtu: 1420 };
    expect(mtuOf(daemonKeys(ours), ours)).toBe(1420);
    expect(mtuOf({ mtu: 1420 }, ours)).toBe(1500);
  });
});
