import { paced, stretch } from "./pace";

// For handlers that a test calls itself.
process.env.PULUMI_SWARM_PATIENCE = stretch().toFixed(1);

// A net under what a test waits for, which has deadlines of its own: machines boot and images are pulled.
jest.setTimeout(Math.max(1_200_000, paced(600_000)));
