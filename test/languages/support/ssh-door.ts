import { connect, createServer } from "node:net";

/** Port 22 of an address of loopback, that leads to a machine's SSH port. Returns how to close it. */
export async function openSshDoor(address: string, port: number): Promise<() => void> {
  const server = createServer((from) => {
    const to = connect(port, "127.0.0.1");
    from.pipe(to).pipe(from);
    from.on("error", () => to.destroy());
    to.on("error", () => from.destroy());
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(22, address, resolve));
  return () => server.close();
}
