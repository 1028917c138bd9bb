import { paced } from "./pace";

// A net under what a test waits for, which has deadlines of its own: machines boot and images are pulled.
jest.setTimeout(Math.max(1_200_000, paced(600_000)));
