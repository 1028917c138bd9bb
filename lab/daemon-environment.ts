import { BACKEND_VARIABLE, type BackendKind } from "./backends/kind";
import { labEnvironment } from "./system/environment";

const settings = ["PULUMI_SWARM_CACHE", "PULUMI_SWARM_PATIENCE", BACKEND_VARIABLE];

/** The daemon lives on after the run: it gets nothing of the run's secrets. */
export function daemonEnvironment(env: NodeJS.ProcessEnv, backend?: BackendKind): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) => settings.includes(name) || !/^(PULUMI|AWS|DIGITALOCEAN|SPACES)_|TOKEN|SECRET|PASSW/.test(name),
  );
  return { ...labEnvironment(Object.fromEntries(kept)), ...(backend && { [BACKEND_VARIABLE]: backend }) };
}
