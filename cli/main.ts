import { messageOf } from "../provisioners/core/errors";
import { program } from "./program";

program.parseAsync().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
