import { z } from "zod";
import { named, replaces, secret } from "../schema/marks";
import { inSwarm } from "../swarm/access/schema";

const common = {
  ...inSwarm,
  name: replaces(
    z
      .string()
      .regex(
        /^[a-zA-Z0-9]([a-zA-Z0-9_.-]{0,62}[a-zA-Z0-9])?$/,
        "must be 1 to 64 letters and digits, such as `db_password`",
      ),
  ).describe(
    "Begin of its name in the swarm; `_` and a hash of the content follow, for which a long one is shortened.",
  ),
  labels: replaces(z.record(z.string(), z.string()).default({})).describe("Its labels."),
  templateDriver: replaces(named("TemplateDriver", z.enum(["golang"])).optional()).describe(
    "Where `golang`, templates in the content are filled in for each task: `{{ .Node.Hostname }}`.",
  ),
};
const content = replaces(z.string().min(1));
const encoding = replaces(named("ContentEncoding", z.enum(["text", "base64"])).default("text")).describe(
  "What `content` is: text, or bytes in base64.",
);

/** Inputs of `Secret`. */
export const secretInputs = z.object({
  ...common,
  content: secret(content).describe("What it holds: less than 500 KiB."),
  encoding,
});

/** Inputs of `Config`. */
export const configInputs = z.object({
  ...common,
  content: content.describe("What it holds: less than 1,000 KiB."),
  encoding,
});

/** Outputs of both. */
export const contentOutputs = z.object({
  uniqueName: z.string().describe("Its name in the swarm, for `external: true` in stack files."),
});

export type ContentInputs = z.output<typeof configInputs>;
