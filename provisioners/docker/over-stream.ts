import { Agent, type ClientRequest, type ClientRequestArgs, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { inspect } from "node:util";
import type Docker from "dockerode";

/** Node's agent as it is; its types leave this method out. */
const addRequest: (this: Agent, request: ClientRequest, options: object) => void = Reflect.get(
  Agent.prototype,
  "addRequest",
);

/** Sends each HTTP request over a stream of its own, so that nothing is left open between requests. */
class StreamAgent extends Agent {
  constructor(private readonly open: () => Promise<Duplex>) {
    super({ keepAlive: false });
  }

  override createConnection(
    _options: ClientRequestArgs,
    connected?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    this.open().then(
      (stream) => connected?.(stream.errored, stream),
      (error) => connected?.(error, undefined as never),
    );
  }

  addRequest(request: ClientRequest, options: object): void {
    // dockerode hears errors of the request only: a body that is cut short would leave it waiting forever.
    request.once("response", (response: IncomingMessage) => {
      response.on("error", (error) => request.emit("error", error));
    });
    addRequest.call(this, request, options);
  }

  /** dockerode prints its options for its debug log on every request, even when that is off; this graph is large. */
  [inspect.custom](): string {
    return "StreamAgent";
  }
}

/** Loading it takes longer than all of our own code: whoever asks no Docker goes without. */
const dockerode = (): typeof Docker => require("dockerode");

/** A Docker client whose requests go over the streams that `open` gives. */
export function dockerOver(open: () => Promise<Duplex>): Docker {
  const Client = dockerode();
  return new Client({
    agent: new StreamAgent(open),
    protocol: "http",
    socketPath: "/var/run/docker.sock",
    // Whatever DOCKER_HOST and its companions say on this computer is about another Docker.
    host: undefined,
    port: undefined,
    ca: undefined,
    cert: undefined,
    key: undefined,
    timeout: undefined,
  } as Docker.DockerOptions);
}
