/** The script inside the line that a host gets: without `sudo -n`, `timeout` and the quotes of `sh -c`. */
export function unwrap(line: string): { command: string; line: string; sudo: boolean } {
  const sudo = line.startsWith("sudo -n ");
  const script = /^(?:sudo -n )?timeout -k 10 \d+ sh -c (.*)$/s.exec(line)?.[1];
  if (script === undefined) return { command: line, line, sudo };
  const plain = script.startsWith("'") ? script.slice(1, -1).replaceAll(`'\\''`, "'") : script;
  return { command: plain, line, sudo };
}
