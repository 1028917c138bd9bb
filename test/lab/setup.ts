// Machines boot and images are pulled: minutes, where a unit test has seconds.
jest.setTimeout(600_000);
