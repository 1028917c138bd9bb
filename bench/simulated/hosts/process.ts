import { debianImage } from "./image";
import type { Ask, Message, Order } from "./settings";
import { SimulatedHost } from "./simulated-host";

/** A process of simulated hosts: started with an IPC channel, and ends with it. */
const hosts: SimulatedHost[] = [];
const tell = (message: Message) => process.send?.(message);

async function start(order: Order): Promise<void> {
  const image = debianImage();
  const onUnsupported = (unsupported: string) => tell({ unsupported });
  const doors = [];
  for (const { name, address } of order.hosts) {
    const host = new SimulatedHost(name, address, order, image, onUnsupported);
    hosts.push(host);
    const { port, hostKey } = await host.start();
    doors.push({ name, port, hostKey: hostKey.publicKey });
  }
  tell({ doors });
}

process.on("message", (ask: Ask) => {
  if (ask === "records") tell({ records: hosts.map((host) => host.record()) });
  else void start(ask.order);
});
process.once("disconnect", () => process.exit());
