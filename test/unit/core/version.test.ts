import { compareVersions, isAtLeast, readVersion } from "../../../provisioners/core/version";

test.each([
  ["v3.259.0", "3.259.0"],
  ["3.200.0-alpha.1+dirty", "3.200.0"],
  ["29.0.1+dfsg1", "29.0.1"],
  ["go1.26", "1.26.0"],
  ["QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7)", "7.2.22"],
  ["devel", undefined],
])("readVersion finds the version in %s", (text, expected) => expect(readVersion(text)).toBe(expected));

test.each([
  ["3.200.0", "3.200.0", true],
  ["3.199.9", "3.200.0", false],
  ["4.0.0", "3.200.0", true],
  ["go1.9.7", "1.26", false],
  ["29.0.10", "29.0.9", true],
  ["devel", "1.26", false],
])("isAtLeast(%s, %s) is %s", (version, minimum, expected) => expect(isAtLeast(version, minimum)).toBe(expected));

test("compareVersions orders versions by number, and text without a version first", () => {
  const versions = ["29.0.10", "29.0.9", "28.5", "unknown", "9.1.0"];
  expect(versions.sort(compareVersions)).toEqual(["unknown", "9.1.0", "28.5", "29.0.9", "29.0.10"]);
});
