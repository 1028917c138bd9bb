import { most, type ObjectKind } from "../docker/contents";
import { templateProblem } from "../docker/templates/check";
import type { Problem } from "../provider/resource";
import type { ContentInputs } from "./content-schema";

type Content = Pick<ContentInputs, "content"> & Partial<Pick<ContentInputs, "encoding" | "templateDriver">>;

export const bytesOf = ({ content, encoding }: Content) =>
  Buffer.from(content, encoding === "base64" ? "base64" : "utf8");

/** What is wrong with the content of a secret or config. */
export function contentProblems(kind: ObjectKind, inputs: Content): Problem[] {
  const { content, encoding, templateDriver } = inputs;
  const report = (reason: string) => [{ property: "content", reason }];
  const bytes = bytesOf(inputs);
  // Node skips what is no base64.
  if (encoding === "base64" && bytes.toString("base64").replace(/=+$/, "") !== content.replace(/[=\s]+/g, "")) {
    return report("is no base64");
  }
  if (bytes.length >= most[kind]) return report(`has ${bytes.length} bytes; Docker takes less than ${most[kind]}`);
  const problem = templateDriver && templateProblem(bytes.toString(), "content");
  return problem ? report(problem) : [];
}
