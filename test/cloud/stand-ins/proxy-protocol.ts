interface End {
  address: string;
  port: number;
}

const SIGNATURE = Buffer.from("0d0a0d0a000d0a515549540a", "hex");
/** Version 2, a proxied connection; TCP over IPv4; 12 bytes of addresses and ports. */
const KIND = Buffer.from([0x21, 0x11, 0, 12]);

/** What a balancer sends before anything of the client's. */
export function proxyHeader(version: 1 | 2, from: End, to: End): Buffer {
  if (version === 1) return Buffer.from(`PROXY TCP4 ${from.address} ${to.address} ${from.port} ${to.port}\r\n`);
  const ports = Buffer.alloc(4);
  ports.writeUInt16BE(from.port, 0);
  ports.writeUInt16BE(to.port, 2);
  return Buffer.concat([SIGNATURE, KIND, octets(from.address), octets(to.address), ports]);
}

const octets = (address: string) => Buffer.from(address.split(".").map(Number));
