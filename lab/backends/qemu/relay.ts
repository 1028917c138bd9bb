import net from "node:net";

/*
 * QEMU starts this for each connection of a machine to a service of the lab's host, with the connection as standard
 * input and output. Usage: relay SOCKET
 */
const path = process.argv[2];
if (!path) throw new Error("usage: relay SOCKET");
const service = net.connect(path);
process.stdin.pipe(service).pipe(process.stdout);
const end = () => process.exit(0);
service.once("error", end).once("close", end);
process.stdin.once("error", end);
process.stdout.once("error", end);
