import { listed, repositoryText } from "../../../provisioners/engine/rhel";
import { aptTrouble } from "../../../provisioners/host/packages/apt";
import { dnfTrouble } from "../../../provisioners/host/packages/dnf";

describe("dnf", () => {
  test("its messages are told apart", () => {
    expect(dnfTrouble("error: can't create transaction lock on /var/lib/rpm/.rpm.lock")).toBe("busy");
    expect(dnfTrouble("Error: Failed to download metadata for repo 'docker-ce-stable'")).toBe("mirror");
    expect(dnfTrouble("Error: Unable to find a match: docker-ce")).toBeUndefined();
  });

  test("versions in its list, newest first, whatever is installed", () => {
    const output = `Installed Packages
docker-ce.x86_64          3:29.0.1-1.el9     @docker
Available Packages
docker-ce.x86_64          3:28.5.2-1.el9     docker
docker-ce-cli.x86_64      1:29.0.1-1.el9     docker
docker-ce.x86_64          3:29.0.1-1.el9     docker`;
    expect(listed(output, "docker-ce")).toEqual(["3:29.0.1-1.el9", "3:28.5.2-1.el9"]);
  });

  test("a repository's file with a hold names what must stay", () => {
    const text = repositoryText("https://download.docker.com/linux/centos", ["docker-ce"]);
    expect(text).toContain("baseurl=https://download.docker.com/linux/centos/$releasever/$basearch/stable\n");
    expect(text).toContain("gpgcheck=1\ngpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-docker\nexcludepkgs=docker-ce\n");
  });
});

test("apt's messages are told apart", () => {
  expect(aptTrouble("E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 1")).toBe("busy");
  expect(aptTrouble("E: dpkg was interrupted, you must manually run 'dpkg --configure -a'")).toBe("interrupted");
  expect(aptTrouble("E: Failed to fetch http://x  File has unexpected size (1 != 2). Mirror sync in progress?")).toBe(
    "mirror",
  );
  expect(aptTrouble("E: Unable to locate package docker-ce")).toBeUndefined();
});
