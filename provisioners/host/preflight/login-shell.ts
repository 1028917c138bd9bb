import type { LoginShellFacts } from "../facts/login-shell";
import { loginShellErrors } from "./access";
import { type Check, type Found, knownOf } from "./check";

/** What is for terminals only. */
const guard = "put it behind `case $- in *i*) ;; *) return ;; esac`, or remove it";

export const loginShell: Check = {
  refuses:
    "a login shell whose start-up files end it, start another program in its place or read standard input; warns of `set -e` and of another locale in there",
  fix: `In the file that is named, ${guard}.`,
  find: (looked) => [
    ...loginShellErrors(looked),
    ...knownOf(looked).flatMap(({ host, facts }) =>
      facts.loginShell ? judge(facts.loginShell).map((found) => ({ host: host.name, ...found })) : [],
    ),
  ],
};

function judge({ user, shell, reads, setsErrexit, changesLocale }: LoginShellFacts): Omit<Found, "host">[] {
  const found: Omit<Found, "host">[] = [];
  if (reads !== undefined) {
    const where = reads || `a start-up file of ${user} (${shell})`;
    found.push({ reason: `${where} reads standard input, which is what commands read`, fix: fixOf(reads) });
  }
  if (setsErrexit) {
    const reason = `${setsErrexit} sets -e: the login shell of ${user} ends at the next command there that fails`;
    found.push({ reason, fix: fixOf(setsErrexit), isWarning: true });
  }
  if (changesLocale) {
    const reason = `${changesLocale} changes the locale of ${user}; commands from here run with LC_ALL=C`;
    found.push({ reason, fix: fixOf(changesLocale), isWarning: true });
  }
  return found;
}

const fixOf = (place: string) => (place ? `In ${place.replace(/:\d+$/, "")}, ${guard}.` : undefined);
