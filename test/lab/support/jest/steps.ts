/** A test on which those after it, in its describe block, build: where it fails, they are skipped with that reason. */
export function step(name: string, run: () => Promise<unknown>, timeoutMs?: number): void {
  const body = async () => {
    await run();
  };
  test(name, Object.assign(body, { isStep: true }), timeoutMs);
}
