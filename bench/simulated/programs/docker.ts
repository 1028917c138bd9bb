import { posix } from "node:path";
import type { Call } from "../shell/run";
import { Unsupported } from "../shell/syntax";
import type { Host } from "./host";
import { dockerVersion, type HostProgram } from "./system";

/** Docker's daemon and client. */
export const dockerPrograms: Record<string, HostProgram> = {
  dockerd: (call) => {
    if (call.words.join(" ") === "--version") call.out(`Docker version ${dockerVersion}, build 0000000\n`);
    else if (!call.words.includes("--validate")) throw new Unsupported(`dockerd ${call.words.join(" ")}`);
    return 0;
  },
  docker: async (call, host) => {
    const words = call.words.filter((word, index, all) => word !== "-H" && all[index - 1] !== "-H");
    const [verb = "", second, ...rest] = words;
    if (verb === "--version") call.out(`Docker version ${dockerVersion}, build 0000000\n`);
    else if (verb === "info") return info(call, host, words);
    else if (verb === "stack" && second === "deploy") return deploy(call, host, rest);
    else if (verb === "swarm") return swarm(call, host, [second ?? "", ...rest]);
    else throw new Unsupported(`docker ${words.join(" ")}`);
    return 0;
  },
};

async function info(call: Call, host: Host, words: readonly string[]): Promise<number> {
  const { body } = await host.docker("GET", "/info");
  const answer = JSON.parse(body) as Record<string, unknown>;
  const format = words[words.indexOf("--format") + 1] ?? "";
  const shown = format.replace(/\{\{(.*?)\}\}/g, (_, key: string) =>
    key === "json ." ? body : String(answer[key.replace(".", "")] ?? ""),
  );
  call.out(`${shown}\n`);
  return 0;
}

async function swarm(call: Call, host: Host, words: readonly string[]): Promise<number> {
  const [verb = ""] = words;
  const value = (option: string) => words[words.indexOf(option) + 1] ?? "";
  const ask = async (method: "GET" | "POST", path: string, body?: object) => {
    const answer = await host.docker(method, path, body);
    if (answer.status >= 400) call.err(`${answer.body}\n`);
    return answer;
  };
  const addresses = { ListenAddr: "0.0.0.0:2377", AdvertiseAddr: value("--advertise-addr") };
  if (verb === "init") return codeOf(await ask("POST", "/swarm/init", { ...addresses, Spec: {} }));
  if (verb === "join") {
    const target = words.at(-1) ?? "";
    return codeOf(
      await ask("POST", "/swarm/join", { ...addresses, JoinToken: value("--token"), RemoteAddrs: [target] }),
    );
  }
  if (verb !== "join-token") throw new Unsupported(`docker swarm ${words.join(" ")}`);
  const answer = await ask("GET", "/swarm");
  const tokens =
    answer.status < 400 && (JSON.parse(answer.body) as { JoinTokens: { Manager: string; Worker: string } }).JoinTokens;
  if (tokens) call.out(`${words.at(-1) === "manager" ? tokens.Manager : tokens.Worker}\n`);
  return codeOf(answer);
}

const codeOf = ({ status }: { status: number }) => (status < 400 ? 0 : 1);

/** Docker's client reads the files; what the swarm is to be is up to its API. */
async function deploy(call: Call, host: Host, words: readonly string[]): Promise<number> {
  if (words.join() === "--help") {
    call.out("      --detach   Exit immediately\n");
    return 0;
  }
  const folder = call.shell.get("PWD") ?? "/";
  const files = words.flatMap((word, index) => {
    if (words[index - 1] !== "--compose-file") return [];
    return [host.files.get(posix.resolve(folder, word))?.text ?? ""];
  });
  host.takes(400);
  const { status, body } = await host.docker("POST", "/simulated/stacks", { name: words.at(-1), files });
  if (status >= 400) call.err(`${body}\n`);
  return codeOf({ status });
}
