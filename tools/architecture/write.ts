import { main } from "../terminal/main";
import { cruise } from "./cruise";
import { draw } from "./page";

// `npm run docs:architecture`: draws the layers in contributing/architecture.md.
main(async () => {
  await draw((await cruise()).picture);
  return 0;
});
