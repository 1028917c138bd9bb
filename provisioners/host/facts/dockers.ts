/** A program or a process that is Docker, or answers in its place. */
export interface DockerProgram {
  path: string;
  /** The package that has the program, such as `docker-ce`; empty where no deb or rpm has it. */
  owner: string;
  /** Of a process: who runs it. */
  user?: string;
}

/** Every Docker of a host, whoever brought it. */
export interface DockersFacts {
  /** `dockerd` and its like that run. */
  processes: DockerProgram[];
  /** `dockerd` and `docker` where they are looked for. */
  programs: DockerProgram[];
  /** Name and version of the snap. */
  snap?: string;
  /** Where /var/run/docker.sock leads. */
  socket?: string;
  /** What answers on the socket: name of the system that it runs on, and of the machine. */
  answers?: { version: string; system: string; name: string };
  /** What `docker --version` prints. */
  client?: string;
}

/** Prints the facts, as root. A process of a container is none of the host's. */
export const dockersScript = `
owner_of() {
  if command -v dpkg-query >/dev/null && found=$(dpkg-query -S "$1" 2>/dev/null); then printf %s "\${found%%:*}"
  elif command -v rpm >/dev/null && found=$(rpm -qf --qf '%{NAME}' "$1" 2>/dev/null); then printf %s "$found"; fi
}
for dir in /proc/[0-9]*; do
  { read -r name <"$dir/comm"; } 2>/dev/null || continue
  case $name in dockerd|dockerd-*|balenad|podman) ;; *) continue ;; esac
  if [ "$(readlink "$dir/ns/pid")" != "$(readlink /proc/self/ns/pid)" ]; then continue; fi
  path=$(readlink "$dir/exe"); path=\${path% (deleted)}
  echo "process|$path|$(owner_of "$path")|$(stat -c %U "$dir")"
done
seen=
IFS=:; for dir in $PATH:/usr/local/bin:/opt/bin:/opt/docker:/opt/docker/bin:/snap/bin:/home/linuxbrew/.linuxbrew/bin; do
  for name in dockerd docker; do
    path=$dir/$name
    if [ ! -x "$path" ] || [ -d "$path" ]; then continue; fi
    case $dir in /snap/*) real=$path ;; *) real=$(readlink -f "$path") ;; esac
    case $seen in *"|$real|"*) continue ;; esac
    seen="$seen|$real|"
    owner=$(owner_of "$path")
    echo "program|$path|\${owner:-$(owner_of "$real")}"
  done
done; unset IFS
if command -v snap >/dev/null; then snap list docker 2>/dev/null | sed -n 's/^docker  *\\([^ ]*\\).*/snap|docker \\1/p'; fi
if [ -e /var/run/docker.sock ]; then echo "socket|$(readlink -f /var/run/docker.sock)"; fi
client=$(docker --version 2>/dev/null || /snap/bin/docker --version 2>/dev/null); echo "client|$client"
answer=
if [ -S /var/run/docker.sock ]; then
  for client in docker /snap/bin/docker; do
    if [ -z "$answer" ] && command -v "$client" >/dev/null; then
      answer=$(timeout 10 "$client" -H unix:///var/run/docker.sock info --format '{{.ServerVersion}}|{{.OperatingSystem}}|{{.Name}}' 2>/dev/null)
    fi
  done
fi
echo "answers|$answer"
`;

/** Pure: the facts in the script's output. */
export function parseDockers(text: string): DockersFacts | undefined {
  const facts: DockersFacts = { processes: [], programs: [] };
  for (const line of text.split("\n")) {
    const [kind, first = "", second = "", third = ""] = line.trim().split("|");
    if (kind === "process") facts.processes.push({ path: first, owner: second, user: third });
    else if (kind === "program") facts.programs.push({ path: first, owner: second });
    else if (kind === "answers" && first) facts.answers = { version: first, system: second, name: third };
    else if ((kind === "snap" || kind === "socket" || kind === "client") && first) facts[kind] = first;
  }
  return text.trim() === "" ? undefined : facts;
}
