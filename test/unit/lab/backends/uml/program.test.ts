import { forbidsPrograms } from "../../../../../lab/backends/uml/program";

test.each([
  ["tmpfs /dev/shm tmpfs rw,nosuid,nodev 0 0", false],
  ["shm /dev/shm tmpfs rw,nosuid,nodev,noexec,relatime,size=65536k 0 0", true],
  ["shm /dev/shm/other tmpfs rw,noexec 0 0", false],
  ["", false],
])("shared memory mounted as %j forbids programs: %s", (row, forbidden) => {
  expect(forbidsPrograms("/dev/shm", `proc /proc proc rw,noexec 0 0\n${row}\n`)).toBe(forbidden);
});
