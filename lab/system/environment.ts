import { searchPath } from "../../provisioners/core/programs";
import { BACKEND_VARIABLE, type BackendKind } from "../backends/kind";

const settings = ["PULUMI_SWARM_CACHE", "PULUMI_SWARM_PATIENCE", BACKEND_VARIABLE];

/** An environment in which the lab's programs are found; every child process of the lab gets it. */
export function labEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return { ...env, PATH: searchPath(env.PATH) };
}

/** The daemon lives on after the run: it gets nothing of the run's secrets. */
export function daemonEnvironment(env: NodeJS.ProcessEnv, backend?: BackendKind): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) => settings.includes(name) || !/^(PULUMI|AWS|DIGITALOCEAN|SPACES)_|TOKEN|SECRET|PASSW/.test(name),
  );
  return { ...labEnvironment(Object.fromEntries(kept)), ...(backend && { [BACKEND_VARIABLE]: backend }) };
}
