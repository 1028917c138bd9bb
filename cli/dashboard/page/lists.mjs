import { byId, clock, each, make, part, say } from "./dom.mjs";

/** @import { FindingView, HappeningView, ServiceView } from "../wire" */

const findings = byId("findings", HTMLElement);
const noFindings = byId("no-findings", HTMLElement);
const services = byId("services", HTMLElement);
const happenings = byId("happenings", HTMLElement);

/**
 * Each finding opens to its reason and its fix.
 *
 * @param {FindingView[]} found
 */
export function showFindings(found) {
  noFindings.hidden = found.length > 0;
  say(noFindings, "Nothing needs attention.");
  each(
    findings,
    found,
    ({ where, what }) => `${where} ${what}`,
    ({ severity, where, what, why, fix }) => {
      const sign = make("strong", severity === "attention" ? "bad" : "odd", severity === "attention" ? "! " : "– ");
      const head = make("summary", "", sign, make("strong", "", where), `: ${what}`);
      return make("li", "", make("details", "", head, make("p", "", `Why: ${why}`), make("p", "", `Fix: ${fix}`)));
    },
    () => undefined,
  );
}

/** @param {ServiceView[]} rows */
export function showServices(rows) {
  each(
    services,
    rows,
    ({ name }) => name,
    ({ name }) => {
      const head = make("th", "", name);
      head.scope = "row";
      return make("tr", "", head, ...["count", "mode", "image", "ports", "reason"].map((cell) => make("td", cell)));
    },
    (row, { mode, image, running, desired, ports, reason = "" }) => {
      say(part(row, "count"), `${running}/${desired}`);
      part(row, "count").classList.toggle("bad", reason !== "");
      say(part(row, "mode"), mode);
      say(part(row, "image"), image);
      say(part(row, "ports"), ports.join(", "));
      say(part(row, "reason"), reason);
    },
  );
}

/** @param {HappeningView[]} happened */
export function showHappenings(happened) {
  each(
    happenings,
    happened,
    ({ at, where, what }) => `${at} ${where} ${what}`,
    ({ at, where, what }) => {
      const time = make("time", "", clock(at));
      time.dateTime = at;
      return make("li", "", time, " ", make("strong", "", where), ` ${what}`);
    },
    () => undefined,
  );
}
