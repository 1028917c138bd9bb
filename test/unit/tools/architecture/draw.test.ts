import { drawLayers } from "../../../../tools/architecture/draw";

const layers = [
  { folders: ["infra", "cli"], about: "declares" },
  { folders: ["provisioners/swarm"], about: "membership" },
  { folders: ["provisioners/core"], about: "errors" },
];

test("the drawing has the folders that exist, and no arrow that others imply", () => {
  const imports = [
    { from: "infra/a.ts", to: "provisioners/swarm/b.ts" },
    { from: "infra/a.ts", to: "infra/c.ts" },
    { from: "infra/a.ts", to: "provisioners/core/errors.ts" },
    { from: "provisioners/swarm/b.ts", to: "provisioners/core/errors.ts" },
  ];
  const drawing = drawLayers(layers, imports);
  expect(drawing.split("\n").filter((line) => line.includes("-->"))).toEqual(["  infra --> swarm", "  swarm --> core"]);
  expect(drawing).toContain('subgraph layer3["declares"]\n    infra["infra/"]\n  end');
  expect(drawing).not.toContain("cli");
});

test("the drawing of a file in no layer is refused", () => {
  expect(() => drawLayers(layers, [{ from: "provisioners/new/a.ts", to: "provisioners/core/errors.ts" }])).toThrow(
    "provisioners/new/a.ts is in no layer",
  );
});
