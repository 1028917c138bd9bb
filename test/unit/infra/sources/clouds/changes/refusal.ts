import { messageOf } from "../../../../../../provisioners/core/errors";
import { preflight } from "../../../../../../provisioners/host/preflight/preflight";
import { diffOf } from "../../../../../../provisioners/provider/diff";
import { unwrap } from "../../../../../../provisioners/provider/wire";
import type { Before } from "../../../../recorded";

/** What the preflight says against the change from one run to the next; `undefined` where that may be. */
export function refusal(before: Before, after: Before): string | undefined {
  const inputs = (state: Before) => unwrap(state.get("swarm:index:Preflight cluster") ?? {});
  try {
    diffOf(preflight as never, { ...inputs(before).value, mtu: 1500 }, inputs(after));
  } catch (error) {
    return messageOf(error);
  }
  return undefined;
}
