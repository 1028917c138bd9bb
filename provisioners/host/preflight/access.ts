import { messageOf } from "../../core/errors";
import type { Check, Looked } from "./check";

const isSudo = (each: Looked) => "error" in each && each.error.code === "SSH_NO_SUDO";

export const reachable: Check = {
  refuses: "a host that cannot be logged in to over SSH, or whose facts cannot be read",
  fix: "Look at the reason; it names what to do.",
  find: (looked) => withError(looked.filter((each) => !isSudo(each))),
};

export const root: Check = {
  refuses: "a login user who is not root and has no password-less sudo",
  fix: "Log in as root, or let the user become root without a password.",
  find: (looked) => withError(looked.filter(isSudo)),
};

function withError(looked: readonly Looked[]) {
  return looked.flatMap((each) => {
    if (!("error" in each)) return [];
    const { summary, cause, fix } = each.error;
    const reason = cause === undefined ? summary : `${summary}: ${messageOf(cause).trim()}`;
    return [{ host: each.host.name, reason, fix }];
  });
}
