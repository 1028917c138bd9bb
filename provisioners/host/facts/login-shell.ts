/** What the start-up of the login shell does that is not for commands. */
export interface LoginShellFacts {
  user: string;
  shell: string;
  /** Where a start-up file reads standard input, sets -e or changes the locale, as `file:line`. */
  reads?: string;
  setsErrexit?: string;
  changesLocale?: string;
}

/**
 * For bash: reads the start-up files as sshd has them read, and looks after each command at what changed. The input is
 * a file whose offset tells who read it.
 */
const TRACER = `exec 9>&1 >/dev/null 2>&1
look() {
  local IFS=' 	' pos
  read -r -u 8 _ pos 8</proc/$$/fdinfo/0
  case $- in *e*) if [ -z "$errexit" ]; then errexit=1; echo "setsErrexit $last" >&9; fi ;; esac
  if [ "$pos" != "$before" ]; then before=$pos; echo "reads $last" >&9; fi
  if [ "\${LC_ALL-},\${LANG-},\${LC_MESSAGES-},\${LC_NUMERIC-}" != "$locale" ]; then
    locale="\${LC_ALL-},\${LANG-},\${LC_MESSAGES-},\${LC_NUMERIC-}"; echo "changesLocale $last" >&9
  fi
  last=$1
}
errexit= last= before=0 locale="\${LC_ALL-},\${LANG-},\${LC_MESSAGES-},\${LC_NUMERIC-}"
trap 'look "\${BASH_SOURCE[0]-}:$LINENO"' DEBUG
if [ -r /etc/bash.bashrc ]; then . /etc/bash.bashrc; fi
if [ -r ~/.bashrc ]; then . ~/.bashrc; fi
:`;

/** Prints the facts; it runs as root, by sudo or not. */
export const loginShellScript = `
user=\${SUDO_USER:-$(id -un)}
entry=$(getent passwd "$user" || grep "^$user:" /etc/passwd)
IFS=: read -r _ _ _ _ _ home shell <<ENTRY
$entry
ENTRY
echo "user $user"; echo "shell $shell"
case $shell in */bash)
  tracer=$(cat <<'TRACER'
${TRACER}
TRACER
)
  input=$(mktemp); seq 1000 >"$input"; chmod 644 "$input"
  as=; if [ "$user" != "$(id -un)" ]; then as="runuser -u $user --"; fi
  (cd "$home" && $as env -i HOME="$home" USER="$user" LOGNAME="$user" PATH="$PATH" SHELL="$shell" \\
    SSH_CLIENT='192.0.2.1 1 22' SSH_CONNECTION='192.0.2.1 1 192.0.2.2 22' \\
    timeout 10 "$shell" --norc -T -c "$tracer" <"$input")
  rm -f "$input" ;;
esac
`;

/** Pure: the facts in the script's output. */
export function parseLoginShell(text: string): LoginShellFacts | undefined {
  const found = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [, key, value] = /^(\w+) (.*)$/.exec(line) ?? [];
    // The first place is what a user looks for.
    if (key && value && !found.has(key)) found.set(key, value);
  }
  const [user, shell] = [found.get("user"), found.get("shell")];
  if (user === undefined || shell === undefined) return undefined;
  const { reads, setsErrexit, changesLocale } = Object.fromEntries(found);
  return { user, shell, reads, setsErrexit, changesLocale };
}
