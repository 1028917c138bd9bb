import { compareVersions } from "../../../provisioners/docker/version";
import { unsupported } from "../../../provisioners/host/supported";
import type { ConfigContext } from "../../settings/context";
import type { EngineSettings } from "../../settings/types";
import type { PlannedSystem } from "../../sources/source";

/** Docker on every machine, with the source that the machines' own source chooses where the settings leave it open. */
export interface EngineConfig extends EngineSettings {
  source: NonNullable<EngineSettings["source"]>;
}

/** Docker in Debian's own releases, which no update of a release changes. */
const ofDebian: Record<string, string> = { "12": "20.10.24", "13": "26.1.5" };

/** Docker as the settings want it; `defaultSource` is for settings that leave it to the machines' source. */
export function resolveEngine(
  { settings, incomplete, environment, diagnostics }: ConfigContext,
  defaultSource: EngineConfig["source"],
  system: PlannedSystem | undefined,
): EngineConfig {
  const { source = defaultSource, bundle, ...engine } = settings.engine;
  const resolved = { ...engine, source, bundle: bundle && environment.resolve(bundle) };
  if (system && bundle === undefined && !incomplete.has("engine")) {
    for (const { path, text } of impossible(resolved, system)) diagnostics.problem(path, text);
  }
  return resolved;
}

/** What is known to be impossible before there is a machine, by the system that the machines will have. */
function impossible({ source, version }: EngineConfig, system: PlannedSystem) {
  const reason = system.hasDocker ? undefined : unsupported(system, source);
  const own = source === "distribution" && system.id === "debian" ? ofDebian[system.version] : undefined;
  const text = `${version} is not in ${system.name}, whose own Docker is ${own}: leave it out, or set \`engine.source\` to docker`;
  return [
    ...(reason ? [{ path: system.key, text: `cannot be: ${reason}` }] : []),
    ...(own && version && compareVersions(own, version) !== 0 ? [{ path: "engine.version", text }] : []),
  ];
}
