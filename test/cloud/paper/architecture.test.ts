import { PaperProgram } from "./program";

/* The engine and the program are the real ones; cloud and swarm are on paper. */
jest.setTimeout(600_000);

test("AWS: a node of another architecture is another instance, with the image of that architecture", async () => {
  const program = await PaperProgram.open("aws");
  const configure = (size: string) =>
    program.configure({
      source: "aws",
      cloud: {
        name: "shop",
        region: "eu-central-1",
        zones: ["eu-central-1a"],
        image: "debian-13",
        admins: ["203.0.113.7/32"],
      },
      pools: [
        { name: "manager", role: "manager", count: 1 },
        { name: "worker", role: "worker", count: 1, size },
      ],
    });
  const instances = () => program.left().filter((thing) => thing.startsWith("Instance"));
  try {
    await configure("t3.small");
    await program.up();
    const before = instances();
    await configure("t4g.small");
    // The cloud refuses a size that does not fit its image.
    await program.up();
    expect(instances()).toHaveLength(2);
    expect(instances().filter((instance) => before.includes(instance))).toHaveLength(1);
  } finally {
    await program.close();
  }
});
