import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ImageSettings } from "./oci";
import { addBusybox, addEntrypoint, addPackages, type Packages } from "./tree";

/** What stands for a public image on a machine that cannot pull it: the same name, from Debian's packages. */
export interface StandIn extends Packages {
  /** What it really is, for the user: "MariaDB in the place of MySQL". */
  is: string;
  /** Script in `entry/` that starts it. */
  entry?: string;
  /** Folders that any user may write to, as volumes are mounted there. */
  writable?: readonly string[];
  files?: Readonly<Record<string, string>>;
  /** Links in place of Debian's alternatives, with where they lead. */
  links?: Readonly<Record<string, string>>;
  settings: ImageSettings;
}

const PATH = "PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const ENTRY = ["docker-entrypoint.sh"];

/** A page in the place of a program that Debian does not have. */
function page(name: string, port: number, path: string, text: string): StandIn {
  const Entrypoint = [...ENTRY, String(port), path, text];
  return {
    is: `a page in the place of ${name}, which Debian does not have`,
    entry: "page.sh",
    settings: { Entrypoint },
  };
}

const nginxConf = `worker_processes 1;
pid /tmp/nginx.pid;
error_log stderr;
events {}
http {
  include /etc/nginx/mime.types;
  access_log /dev/stdout;
  client_body_temp_path /tmp/body;
  proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi;
  scgi_temp_path /tmp/scgi;
  include /etc/nginx/conf.d/*.conf;
}
`;
const nginxSite = "server { listen 8080; root /usr/share/nginx/html; index index.html; }\n";

const wordpressConf = `<?php
function value($name, $default = '') {
  $file = getenv($name . '_FILE');
  return $file ? trim(file_get_contents($file)) : (getenv($name) ?: $default);
}
define('DB_HOST', value('WORDPRESS_DB_HOST', 'mysql'));
define('DB_USER', value('WORDPRESS_DB_USER'));
define('DB_PASSWORD', value('WORDPRESS_DB_PASSWORD'));
define('DB_NAME', value('WORDPRESS_DB_NAME', 'wordpress'));
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
$table_prefix = 'wp_';
defined('ABSPATH') || define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
`;

/** Public images that the catalogue's stacks name, and what stands for them. */
export const standIns: Readonly<Record<string, StandIn>> = {
  "busybox:1.37": { is: "Debian's busybox", settings: { Cmd: ["sh"] } },
  "redis:8.2-alpine": {
    is: "Debian's Redis",
    packages: ["redis-server"],
    writable: ["data"],
    settings: { Cmd: ["redis-server"], WorkingDir: "/data" },
  },
  "mysql:8.4": {
    is: "MariaDB in the place of MySQL, which Debian does not have",
    packages: ["mariadb-server-core", "mariadb-client-core"],
    entry: "mysql.sh",
    writable: ["var/lib/mysql"],
    settings: { Entrypoint: ENTRY, Cmd: ["mysqld"] },
  },
  "wordpress:6.8-php8.3-apache": {
    is: "Debian's WordPress, without Apache",
    packages: ["php8.4-cli", "php8.4-mysql"],
    alone: ["wordpress", "wordpress-theme-twentytwentyfive", "php-getid3", "libjs-underscore", "libjs-cropper"],
    entry: "wordpress.sh",
    writable: ["var/www/html"],
    files: { "usr/share/wordpress/wp-config.php": wordpressConf },
    // Its files link to those of other packages, beside the folder that they are copied to.
    links: {
      "usr/bin/php": "php8.4",
      "var/www/php": "/usr/share/php",
      "var/www/javascript": "/usr/share/javascript",
    },
    settings: { Entrypoint: ENTRY, WorkingDir: "/var/www/html" },
  },
  "haproxy:3.2-alpine": {
    is: "Debian's HAProxy",
    packages: ["haproxy"],
    settings: { Cmd: ["haproxy", "-W", "-db", "-f", "/usr/local/etc/haproxy/haproxy.cfg"], User: "99:99" },
  },
  "nginxinc/nginx-unprivileged:1.29-alpine": {
    is: "Debian's nginx",
    packages: ["nginx-light"],
    files: {
      "etc/nginx/nginx.conf": nginxConf,
      "etc/nginx/conf.d/default.conf": nginxSite,
      "usr/share/nginx/html/index.html": "<h1>Welcome to nginx!</h1>\n",
    },
    settings: { Cmd: ["nginx", "-g", "daemon off;"], User: "101:101" },
  },
  "portainer/portainer-ce:2.33.2": page("Portainer", 9000, "/api/status", '{"Version":"stand-in"}'),
  "portainer/agent:2.33.2": page("Portainer's agent", 9001, "/ping", "stand-in"),
  "dockersamples/visualizer:stable": {
    is: "lists of nodes and tasks in the place of the visualizer, which Debian does not have",
    packages: ["socat"],
    entry: "visualizer.sh",
    settings: { Entrypoint: ENTRY },
  },
  "prom/prometheus:v3.5.0": {
    is: "Debian's Prometheus, an older version",
    packages: ["prometheus"],
    without: ["/usr/bin/promtool", "/usr/share/javascript/moment-timezone/*"],
    writable: ["prometheus"],
    settings: { Entrypoint: ["prometheus"], User: "65534:65534" },
  },
  "prom/node-exporter:v1.9.1": {
    is: "Debian's node exporter",
    packages: ["prometheus-node-exporter"],
    settings: { Entrypoint: ["prometheus-node-exporter"], User: "65534:65534" },
  },
  "grafana/grafana:12.1.1": page("Grafana", 3000, "/api/health", '{"database":"ok","version":"stand-in"}'),
};

/** Fills an empty folder with a stand-in's files; its settings are complete then. */
export async function buildStandIn(standIn: StandIn, tree: string): Promise<ImageSettings> {
  const { packages, entry, writable = [], files = {}, links = {}, settings } = standIn;
  if (packages) await addPackages(tree, standIn);
  else await addBusybox(tree);
  if (entry) await addEntrypoint(tree, entry);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), text);
  }
  for (const folder of ["tmp", "run", ...writable]) {
    await mkdir(join(tree, folder), { recursive: true });
    await chmod(join(tree, folder), 0o1777);
  }
  for (const [path, to] of Object.entries(links)) await symlink(to, join(tree, path));
  return { ...settings, Env: [PATH] };
}
