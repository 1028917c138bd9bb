import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { messageOf, SwarmError } from "../../../provisioners/core/errors";
import type { Machine } from "./machine";

const hostKey = /^(ssh|ecdsa|sk)-[\w@.-]+ [A-Za-z0-9+/=]+/;

const machine = z.strictObject({
  name: z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "must be a DNS label"),
  role: z.enum(["manager", "worker"]),
  host: z.string().min(1),
  port: z.int().min(1).max(65_535).default(22),
  user: z
    .string()
    .regex(/^[\w.-]+$/)
    .default("root"),
  address: z.ipv4(),
  hostKey: z.string().regex(hostKey, "must be a public key, such as `ssh-ed25519 AAAA…`"),
  privateKeyFile: z.string().min(1),
});

const machines = z.array(machine).superRefine((list, context) => {
  if (!list.some(({ role }) => role === "manager")) context.addIssue({ code: "custom", message: "has no manager" });
  for (const key of ["name", "address"] as const) {
    const values = list.map((one) => one[key]);
    values.forEach((value, index) => {
      if (values.indexOf(value) < index) {
        context.addIssue({ code: "custom", path: [index, key], message: `is that of another one: ${value}` });
      }
    });
  }
});

/** The machines of a file for `--hosts`, managers first; the keys are those of `swarm:hosts`. */
export function readHosts(file: string): Machine[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw unusable(file, messageOf(error));
  }
  return parseHosts(text, file);
}

/** Pure, but for the user's home folder: files of keys are relative to the file that names them. */
export function parseHosts(text: string, file: string): Machine[] {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw unusable(file, messageOf(error));
  }
  const { data, error } = machines.safeParse(value);
  if (error) {
    const lines = error.issues.map(({ path, message }) => `${path.length ? path.join(".") : "the list"}: ${message}`);
    throw unusable(file, lines.join("\n"));
  }
  const first = data.filter(({ role }) => role === "manager");
  const ordered = [...first, ...data.filter(({ role }) => role === "worker")];
  return ordered.map((one) => ({ ...one, privateKeyFile: inFull(one.privateKeyFile, file) }));
}

const inFull = (path: string, file: string) =>
  path.startsWith("~/") ? resolve(homedir(), path.slice(2)) : resolve(dirname(file), path);

function unusable(file: string, cause: string): SwarmError {
  return new SwarmError({
    code: "BENCH_HOSTS",
    summary: `The file ${file} does not say which machines to measure on`,
    cause,
    fix: "give a list with name, role, host, address, hostKey and privateKeyFile of each machine, as `--help` shows",
  });
}
