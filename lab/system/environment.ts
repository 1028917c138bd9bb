import { searchPath } from "../../provisioners/core/programs";

/** An environment in which the lab's programs are found; every child process of the lab gets it. */
export function labEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return { ...env, PATH: searchPath(env.PATH) };
}
