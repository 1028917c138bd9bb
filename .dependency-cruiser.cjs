// The layers of tools/architecture/layers.json as rules: `npm test -- architecture` checks every import against them.
const { layers, faces, packages } = require("./tools/architecture/layers.json");

const all = layers.flatMap(({ folders }) => folders);
const within = (folders) => `^(${folders.join("|")})/`;
const without = (folders) => all.filter((folder) => !folders.includes(folder));

/** Rules that some folders do not keep yet: what breaks them there is a warning. Nothing may be added. */
const unfinished = {
  "cycle of folders": ["infra"],
};

function forbid(name, comment, folders, to, more = {}) {
  const lax = unfinished[name] ?? [];
  const split = { error: folders.filter((folder) => !lax.includes(folder)) };
  split.warn = folders.filter((folder) => lax.includes(folder));
  return Object.entries(split).flatMap(([severity, some]) =>
    some.length === 0 ? [] : [{ name, comment, severity, from: { path: `^(${some.join("|")})(/|$)` }, to, ...more }],
  );
}

/** A folder imports from itself and from the layers below its own. */
const downwards = layers.flatMap(({ folders }, index) =>
  folders.flatMap((folder) => {
    const allowed = [folder, ...layers.slice(index + 1).flatMap((lower) => lower.folders)];
    const to = { path: within(all), pathNot: within(allowed) };
    return forbid(`layer of ${folder}`, `${folder} imports from the layers below it only`, [folder], to);
  }),
);

const throughFaces = Object.entries(faces).flatMap(([folder, face]) => {
  const to = { path: within([folder]), pathNot: `^${face}$` };
  return forbid(`face of ${folder}`, `Whatever is outside of ${folder} uses it through ${face}`, without([folder]), to);
});

const packageHomes = Object.entries(packages).flatMap(([name, folders]) => {
  const to = { path: `node_modules/(@types/)?${name}/` };
  return forbid(`home of ${name}`, `Only ${folders.join(" and ")} knows the package ${name}`, without(folders), to);
});

const cycles = [
  ...forbid("cycle of files", "Files that import each other are one concern, or share a third", all, {
    circular: true,
  }),
  ...forbid(
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
  forbidden: [...downwards, ...throughFaces, ...packageHomes, ...cycles],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
  },
};
