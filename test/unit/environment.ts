import { utils } from "ssh2";
import type { Environment } from "../../infra/settings/environment";
import { generateKey } from "../../provisioners/ssh/keys/generate";

const pair = generateKey();

/** A usable private key. */
export const privateKey = pair.privateKey;
/** Its public half. */
export const publicKey = pair.publicKey;
/** The same kind of key with a passphrase. */
export const lockedKey = utils.generateKeyPairSync("ed25519", {
  passphrase: "x",
  cipher: "aes256-ctr",
  rounds: 4,
}).private;

const web = (port: string) => `services:\n  web:\n    image: busybox\n    ports:\n      - "${port}"\n`;

/** Files that `environment` has; stacks stand under `stacks/<name>/stack.yaml`. */
const files: Record<string, string> = {
  id: privateKey,
  "id.pub": publicKey,
  "id.locked": lockedKey,
  "stacks/hello/stack.yaml": web("8080:8080"),
  "stacks/redis/stack.yaml": "services:\n  redis:\n    image: redis\n",
  "web/stack.yaml": `${web("8081:80")}configs: {c: {file: ./c.conf}}\nsecrets: {k: {file: k.txt}, p: {environment: P}}\n`,
  "web/c.conf": "listen",
  "web/k.txt": "hunter2",
  "bad/stack.yaml": `${web("8082:80")}configs: {c: {file: gone.conf}}\n`,
  "rival.yaml": web("8080:80"),
  "broken.yaml": "services:\n  web:\n    image: a\n   ports: []\n",
  "empty.yaml": "volumes: {}\n",
  "env/stack.yaml": "services:\n  web:\n    image: a:$TAG\n    env_file: ./web.env\n",
  "env/web.env": "A=1\n",
  "env/.env": "TAG=1\nNFS_HOST=x\n",
  "env/bad.env": "TAG=1\nexport B=hunter2\n",
  "taken.yaml": web("7946:80"),
  "dns.yaml": "services: {dns: {image: a, ports: [53:53/tcp, 53:53/udp, 5353:53/udp, 8080:80]}}\n",
};

/** A machine with 4 cores and 16 GiB, two stacks in the catalogue and a few files. */
export function environment(changes: Partial<Environment> = {}): Environment {
  return {
    stack: "Dev",
    capacity: { cores: 4, memory: 16_384 },
    resolve: (path) => `/project/${path}`,
    readFile: (path) => {
      const text = files[path];
      if (text === undefined) throw new Error(`ENOENT: no such file or directory, open '${path}'`);
      return text;
    },
    listFolder: (path) =>
      Object.keys(files).flatMap((file) => (file.startsWith(`${path}/`) ? [file.slice(path.length + 1)] : [])),
    catalogue: () => ["hello", "redis"],
    catalogueFile: (name) => `stacks/${name}/stack.yaml`,
    ...changes,
  };
}
