import { paced } from "../jest/pace";
import { host } from "../machines";

/** Volumes are directories below Docker's propagated mount. Perl is on every Debian, with what a socket needs. */
const program = String.raw`
use IO::Socket::UNIX;
my $path = "/run/docker/plugins/shelf.sock";
my $root = "/mnt/volumes";
unlink $path;
my $server = IO::Socket::UNIX->new(Local => $path, Listen => 16) or die "listen: $!";
while (my $client = $server->accept) {
  my ($call) = (<$client> // "") =~ m{^POST /(\S+)};
  my $length = 0;
  while (my $line = <$client>) {
    last if $line eq "\r\n";
    $length = $1 if $line =~ /^content-length:\s*(\d+)/i;
  }
  my $body = "";
  read $client, $body, $length if $length;
  my ($name) = $body =~ /"Name":"([^"]*)"/;
  my $reply = reply($call, $name // "");
  print $client "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ",
    length $reply, "\r\n\r\n$reply";
  close $client;
}
sub volume { my $name = shift; return qq({"Name":"$name","Mountpoint":"$root/$name"}) }
sub reply {
  my ($call, $name) = @_;
  return '{"Implements":["VolumeDriver"]}' if $call eq "Plugin.Activate";
  return '{"Capabilities":{"Scope":"local"}}' if $call eq "VolumeDriver.Capabilities";
  if ($call eq "VolumeDriver.List") {
    return '{"Volumes":[' . join(",", map { m{([^/]+)$}; volume($1) } glob "$root/*") . "]}";
  }
  mkdir "$root/$name" if $call eq "VolumeDriver.Create";
  rmdir "$root/$name" if $call eq "VolumeDriver.Remove";
  return '{"Err":"no such volume"}' if $call eq "VolumeDriver.Get" && !-d "$root/$name";
  return '{"Volume":' . volume($name) . "}" if $call eq "VolumeDriver.Get";
  return qq({"Mountpoint":"$root/$name"}) if $call =~ /Mount$|Path$/ && $call !~ /Unmount/;
  return "{}";
}
`;

const config = {
  description: "Volumes for a test",
  documentation: "none",
  entrypoint: ["/usr/bin/perl", "/shelf.pl"],
  interface: { types: ["docker.volumedriver/1.0"], socket: "shelf.sock" },
  network: { type: "host" },
  propagatedMount: "/mnt/volumes",
  env: [{ name: "GREETING", description: "none", settable: ["value"], value: "hello" }],
  linux: { capabilities: ["CAP_SYS_ADMIN"] },
};

/** Makes a plugin's image on a machine of a lab and puts it into a registry, under several tags. */
export async function pushPlugin(lab: string, machine: string, image: string, tags: readonly string[]): Promise<void> {
  const maker = await host(lab, machine);
  const folder = "/root/shelf";
  await maker.run(`mkdir -p ${folder}/rootfs/run/docker/plugins ${folder}/rootfs/mnt/volumes`);
  await maker.upload(`${folder}/rootfs/shelf.pl`, program);
  await maker.upload(`${folder}/config.json`, JSON.stringify(config));
  // The libraries under the very paths that the program asks for.
  await maker.run(
    `cp -L --parents /usr/bin/perl $(ldd /usr/bin/perl | grep -o '/[^ ]*') ${folder}/rootfs && cp -r --parents /usr/lib/*/perl-base ${folder}/rootfs`,
  );
  for (const tag of tags) {
    const commands = ["create", "push", "rm"].map((command) =>
      command === "create"
        ? `docker plugin create ${image}:${tag} ${folder}`
        : `docker plugin ${command} ${image}:${tag}`,
    );
    // Another tag is another image: its files differ.
    await maker.run(`echo '# ${tag}' >>${folder}/rootfs/shelf.pl && ${commands.join(" && ")}`, {
      deadlineMs: paced(300_000),
    });
  }
}
