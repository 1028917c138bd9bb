import { checkHost } from "../../../provisioners/engine/rules";
import { unsupported } from "../../../provisioners/host/supported";
import { facts, refused } from "../engine/helpers";

describe("the host must", () => {
  test("be of a known family, with systemd, without live-restore: all reasons at once", () => {
    const message = refused(() =>
      checkHost(
        facts({
          os: { id: "alpine", like: [], version: "3.22.1", codename: "", name: "Alpine Linux v3.22" },
          init: "init",
          daemonJson: '{"live-restore": true}',
        }),
        "docker",
      ),
    );
    expect(message).toMatch(/Alpine Linux v3.22 is not supported[\s\S]*systemd is needed[\s\S]*live-restore/);
    expect(refused(() => checkHost(facts(), "docker"))).toBeUndefined();
  });
});

describe("the operating system", () => {
  const os = (id: string, version: string, name = `${id} ${version}`) => ({ id, version, name });

  test.each([os("debian", "12"), os("debian", ""), os("ubuntu", "24.04"), os("rocky", "9.6"), os("fedora", "43")])(
    "%j is supported",
    (each) => expect(unsupported(each, "docker")).toBeUndefined(),
  );

  test("is refused with what is possible", () => {
    expect(unsupported(os("debian", "11", "Debian 11"), "docker")).toMatch(
      /^Debian 11 is not supported.*Debian 12 or newer/,
    );
    expect(unsupported(os("opensuse-leap", "15.6"), "docker")).toContain("Rocky Linux 8 or newer (best effort)");
  });

  test("without packages from the one source is told of the other", () => {
    expect(unsupported(os("rocky", "9.6"), "distribution")).toMatch(/set `source` to "docker"/);
    expect(unsupported(os("amzn", "2023"), "docker")).toMatch(/set `source` to "distribution"/);
    expect(unsupported(os("amzn", "2023"), "distribution")).toBeUndefined();
  });
});
