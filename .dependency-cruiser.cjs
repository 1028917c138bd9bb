// The layers of tools/architecture/layers.json as rules: `npm test -- architecture` checks every import against them.
const { layers, faces, packages, takes } = require("./tools/architecture/layers.json");

const all = layers.flatMap(({ folders }) => folders);
const within = (folders) => `^(${folders.join("|")})/`;
const without = (folders) => all.filter((folder) => !folders.includes(folder));

function forbid(name, comment, folders, to, more = {}) {
  return { name, comment, severity: "error", from: { path: `^(${folders.join("|")})(/|$)` }, to, ...more };
}

/** A folder imports from itself and from the layers below its own. */
const downwards = layers.flatMap(({ folders }, index) =>
  folders.map((folder) => {
    const allowed = [folder, ...layers.slice(index + 1).flatMap((lower) => lower.folders)];
    const to = { path: within(all), pathNot: within(allowed) };
    return forbid(`layer of ${folder}`, `${folder} imports from the layers below it only`, [folder], to);
  }),
);

const throughFaces = Object.entries(faces).map(([folder, face]) => {
  const to = { path: within([folder]), pathNot: `^${face}$` };
  return forbid(`face of ${folder}`, `Whatever is outside of ${folder} uses it through ${face}`, without([folder]), to);
});

const packageHomes = Object.entries(packages).map(([name, folders]) => {
  const to = { path: `node_modules/(@types/)?${name}/` };
  // A home may be a folder of a layer's.
  const from = { path: within(all), pathNot: within(folders) };
  return forbid(`home of ${name}`, `Only ${folders.join(" and ")} knows the package ${name}`, all, to, { from });
});

/** What a folder that only declares takes of those that act. */
const taken = Object.entries(takes).map(([folder, allowed]) => {
  const to = { path: "^provisioners/", pathNot: `^provisioners/(${allowed.join("|")})` };
  return forbid(
    `what ${folder} takes`,
    `${folder} acts on no host: of provisioners it takes what layers.json lists`,
    [folder],
    to,
  );
});

const standIns = forbid("stand-ins", "Only bench takes stand-ins from the tests", without(["bench"]), {
  path: "^test/",
});

const cycles = [
  forbid("cycle of files", "Files that import each other are one concern, or share a third", all, {
    circular: true,
  }),
  forbid(
    "cycle of folders",
    "Folders that import each other are one, or share a third",
    all,
    { circular: true },
    {
      scope: "folder",
    },
  ),
];

module.exports = {
  forbidden: [...downwards, ...throughFaces, ...packageHomes, ...taken, standIns, ...cycles],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
  },
};
