import {
  type IgnorableField,
  ignorableFields,
  ignoredFields,
  ignoreLabel,
  ignoreWords,
} from "../../../docker/services/ignored-fields";
import type { Findings } from "../document/findings";
import { at, entriesOf } from "../document/nodes";
import type { Tree } from "../document/tree";
import { labelsOf } from "../objects";

/** A label that is to list ignored fields and names none would be no help when a service is scaled back. */
export function checkIgnoreLabel(file: Tree, findings: Findings): void {
  for (const { key, value: service } of entriesOf(at(file, "services"))) {
    const labels = at(service, "deploy", "labels");
    const words = ignoreWords(labelsOf(labels)[ignoreLabel]);
    const unknown = words.filter((word) => !ignorableFields.some((field) => field === word));
    if (unknown.length > 0) {
      const text = `has the label ${ignoreLabel} with \`${unknown.join(", ")}\`: it takes ${ignorableFields.join(" and ")}`;
      findings.problem(labels?.at ?? service.at, `services.${key}.deploy ${text}`);
    }
    const own = at(service, "labels");
    if (ignoreLabel in labelsOf(own)) {
      findings.problem(
        own?.at ?? service.at,
        `services.${key} has the label ${ignoreLabel} on its containers: write it under \`deploy.labels\``,
      );
    }
  }
}

/** Service → its ignored fields. */
export function ignoredIn(file: Tree): Record<string, IgnorableField[]> {
  return Object.fromEntries(
    entriesOf(at(file, "services")).map(({ key, value }) => [
      key,
      ignoredFields(labelsOf(at(value, "deploy", "labels"))),
    ]),
  );
}
