import { join } from "node:path";
import ts from "typescript";
import { packageRoot } from "../../provisioners/core/paths";

/** A program as a user of the package writes it. The arguments after which a test hovers are each there once. */
export const consumer = `import { Cluster, Engine, KeyPair, Network, NfsServer, Stack, Swarm, hostMachines } from "pulumi-swarm";
import type { ProgramConfig } from "pulumi-swarm";
const connection = { host: "203.0.113.11", privateKey: "", hostKey: "" };
const key = new KeyPair("key", { comment: "deploy" });
const cluster = new Cluster("cluster", {
  machines: [],
  preparation: { closeMetadata: true },
  engine: { maxUnavailable: 2 },
  swarm: { taskHistoryLimit: 3 },
});
const { swarmId, managers } = cluster;
new Stack("web", { name: "web", file: "", managers, swarmId, removeFailed: true, timeout: 300 });
new Network("net", { name: "net", managers, swarmId, attachable: true });
new NfsServer("nfs", { name: "nfs", connection, address: "10.0.0.2", exports: [{ path: "/srv", clients: [{ cidr: "10.0.0.0/8", rootSquash: true }] }] });
export const clockSkew = (config: ProgramConfig) => config.preflight.maxClockSkew;
export const parts = [Engine, Swarm, hostMachines, key];
`;

/** What \`pulumi new typescript\` writes, with a module system. */
function options(module: ts.ModuleKind, moduleResolution: ts.ModuleResolutionKind): ts.CompilerOptions {
  return {
    strict: true,
    target: ts.ScriptTarget.ES2020,
    module,
    moduleResolution,
    sourceMap: true,
    experimentalDecorators: true,
    pretty: true,
    noFallthroughCasesInSwitch: true,
    noImplicitReturns: true,
    forceConsistentCasingInFileNames: true,
    noEmit: true,
    typeRoots: [join(packageRoot, "node_modules/@types")],
    types: ["node"],
  };
}

export const moduleSystems = {
  "CommonJS, as ts-node has it": options(ts.ModuleKind.CommonJS, ts.ModuleResolutionKind.Node10),
  "CommonJS with nodenext": options(ts.ModuleKind.NodeNext, ts.ModuleResolutionKind.NodeNext),
};

/** What the compiler says of a program. */
export function compiled(file: string, compilerOptions: ts.CompilerOptions): string[] {
  const program = ts.createProgram([file], compilerOptions);
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    return `${file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}

/** What an editor shows where the pointer is on each word of a program: the declaration, then its documentation. */
export function hovers(file: string, text: string, words: readonly string[]) {
  const compilerOptions = moduleSystems["CommonJS, as ts-node has it"];
  const service = ts.createLanguageService({
    getCompilationSettings: () => compilerOptions,
    getScriptFileNames: () => [file],
    getScriptVersion: () => "1",
    getScriptSnapshot: (name) => {
      const content = name === file ? text : ts.sys.readFile(name);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => packageRoot,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
  });
  return words.map((word) => {
    const info = service.getQuickInfoAtPosition(file, text.search(new RegExp(`\\b${word}\\b(?=[:;])`)));
    const declaration = ts.displayPartsToString(info?.displayParts);
    return { word, declaration, documentation: ts.displayPartsToString(info?.documentation) };
  });
}
