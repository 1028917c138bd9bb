/** Leaves what is running: a loop, a function, the shell. */
export class Leave {
  constructor(
    readonly from: "loop" | "next" | "function" | "shell",
    readonly code = 0,
  ) {}
}
