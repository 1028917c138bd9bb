import type { ErrorCode } from "../../core/error-codes";
import { messageOf } from "../../core/errors";
import type { Check, Looked } from "./check";

/** Errors that have a check of their own. */
const failedBy = (each: Looked, code: ErrorCode) => "error" in each && each.error.code === code;

/** The finding of a login that runs no command. */
export const loginShellErrors = (looked: readonly Looked[]) =>
  withError(looked.filter((each) => failedBy(each, "SSH_LOGIN_SHELL")));

export const reachable: Check = {
  refuses: "a host that cannot be logged in to over SSH, or whose facts cannot be read",
  fix: "Look at the reason; it names what to do.",
  find: (looked) =>
    withError(looked.filter((each) => !failedBy(each, "SSH_NO_SUDO") && !failedBy(each, "SSH_LOGIN_SHELL"))),
};

export const root: Check = {
  refuses: "a login user who is not root and cannot become root with sudo",
  fix: "Log in as root, let the user become root without a password, or set `sudoPassword`.",
  find: (looked) => withError(looked.filter((each) => failedBy(each, "SSH_NO_SUDO"))),
};

function withError(looked: readonly Looked[]) {
  return looked.flatMap((each) => {
    if (!("error" in each)) return [];
    const { summary, cause, fix } = each.error;
    const reason = cause === undefined ? summary : `${summary}: ${messageOf(cause).trim()}`;
    return [{ host: each.host.name, reason, fix }];
  });
}
