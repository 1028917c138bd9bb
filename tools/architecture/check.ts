import { SwarmError } from "../../provisioners/core/errors";
import { main } from "../terminal/main";
import { line } from "../terminal/progress";
import { cruise } from "./cruise";
import { isDrawn } from "./page";

// `npm test -- architecture`: imports follow the layers, and contributing/architecture.md shows them as they are.
main(async () => {
  const { broken, picture } = await cruise();
  if (broken) {
    line(broken);
    return 1;
  }
  if (!(await isDrawn(picture))) {
    throw new SwarmError({
      code: "PICTURE_STALE",
      summary: "The drawing in contributing/architecture.md does not show the imports as they are",
      fix: "run `npm run docs:architecture` and commit the file",
    });
  }
  line("Imports follow the layers, and contributing/architecture.md shows them.");
  return 0;
});
