import { createHash } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SwarmError } from "../../provisioners/core/errors";
import type { Status } from "../terminal/progress";
import { mustCapture } from "../terminal/run";
import { fetchReason } from "./net";

export const releases = "https://get.pulumi.com/releases/sdk";

/** A closed machine should notice quickly and go on to the next way. */
const connectMs = 5_000;
/** A download that brings nothing for this long is dead. */
const idleMs = 30_000;

/** Name of the official archive for a platform, as Pulumi publishes it; undefined where it publishes none. */
export function archiveName(version: string, platform = process.platform, arch = process.arch): string | undefined {
  if (!["linux", "darwin"].includes(platform) || !["x64", "arm64"].includes(arch)) return undefined;
  return `pulumi-v${version}-${platform}-${arch}.tar.gz`;
}

/** The SHA-256 of one file in a list of `<hex>  <name>` lines. */
export function checksumOf(list: string, name: string): string | undefined {
  for (const row of list.split("\n")) {
    const [sum, file] = row.trim().split(/\s+\*?/);
    if (file === name && sum && /^[0-9a-f]{64}$/i.test(sum)) return sum.toLowerCase();
  }
  return undefined;
}

/** Downloads the official release, checks it against the published SHA-256 and unpacks it into `folder`. */
export async function downloadEngine(folder: string, version: string, status: Status, from = releases): Promise<void> {
  const name = archiveName(version);
  if (!name) throw failed(`there is no release for ${process.platform} ${process.arch}`);
  const list = (await fetchBytes(`${from}/pulumi-${version}-checksums.txt`, () => {})).toString();
  const wanted = checksumOf(list, name);
  if (!wanted) throw failed(`the list of checksums does not name ${name}`);
  const bytes = await fetchBytes(`${from}/${name}`, status);
  const sum = createHash("sha256").update(bytes).digest("hex");
  if (sum !== wanted) throw failed(`${name} has the checksum ${sum}, published is ${wanted}`);
  await mkdir(folder, { recursive: true });
  const archive = join(folder, name);
  await writeFile(archive, bytes);
  await mustCapture("tar", ["-xzf", archive, "-C", folder, "--strip-components=1"], {
    what: `unpack ${name}`,
    code: "ENGINE_DOWNLOAD",
  });
  await rm(archive);
}

function failed(cause: unknown): SwarmError {
  return new SwarmError({ code: "ENGINE_DOWNLOAD", summary: "Cannot download the Pulumi engine", cause });
}

/** A fetch with a deadline that the caller moves on. */
async function open(url: string): Promise<{ response: Response; alive: () => void; close: () => void }> {
  const controller = new AbortController();
  const expire = (ms: number) =>
    setTimeout(() => controller.abort(new Error(`no answer from ${new URL(url).host} for ${ms / 1000} s`)), ms);
  let timer = expire(connectMs);
  try {
    const response = await fetch(url, { signal: controller.signal });
    if (!response.ok) throw new Error(`${url} answers ${response.status} ${response.statusText}`);
    const alive = () => {
      clearTimeout(timer);
      timer = expire(idleMs);
    };
    return { response, alive, close: () => clearTimeout(timer) };
  } catch (error) {
    clearTimeout(timer);
    throw failed(fetchReason(error));
  }
}

async function fetchBytes(url: string, status: Status): Promise<Buffer> {
  const { response, alive, close } = await open(url);
  const total = Number(response.headers.get("content-length") ?? 0);
  const chunks: Uint8Array[] = [];
  let got = 0;
  try {
    alive();
    for await (const chunk of response.body ?? []) {
      alive();
      chunks.push(chunk);
      got += chunk.length;
      status(`downloaded ${mega(got)}${total ? ` of ${mega(total)}` : ""}`);
    }
  } catch (error) {
    throw failed(fetchReason(error));
  } finally {
    close();
  }
  return Buffer.concat(chunks);
}

const mega = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
