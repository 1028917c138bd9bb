import type { Service, TaskSpec } from "../../provisioners/docker/shapes";
import { byText } from "./collate";

/** `8080→80/tcp`, and where the port is that of the node itself, `8080→80/tcp (host)`. */
export function portsOf({ Spec, Endpoint }: Service): string[] {
  const ports = Endpoint?.Ports ?? Spec.EndpointSpec?.Ports ?? [];
  return ports
    .filter(({ PublishedPort }) => PublishedPort)
    .sort((a, b) => (a.PublishedPort ?? 0) - (b.PublishedPort ?? 0))
    .map(({ PublishedPort, TargetPort, Protocol = "tcp", PublishMode }) => {
      const target = TargetPort === undefined || TargetPort === PublishedPort ? "" : `→${TargetPort}`;
      return `${PublishedPort}${target}/${Protocol}${PublishMode === "host" ? " (host)" : ""}`;
    });
}

type Mount = NonNullable<NonNullable<TaskSpec["ContainerSpec"]>["Mounts"]>[number];

/** What a service mounts and keeps: not what is in memory. */
export function storageOf({ Spec }: Service): string[] {
  const mounts = Spec.TaskTemplate.ContainerSpec?.Mounts ?? [];
  return [...new Set(mounts.flatMap(storageName))].sort(byText);
}

function storageName({ Type, Source, VolumeOptions }: Mount): string[] {
  if (Type === "tmpfs") return [];
  const { type = "", o = "", device = "" } = VolumeOptions?.DriverConfig?.Options ?? {};
  if (type.startsWith("nfs")) {
    const address = /(?:^|,)addr=([^,]*)/.exec(o)?.[1] ?? "";
    return [`nfs ${address}:${device.replace(/^:/, "")}`];
  }
  if (Type === "bind") return [`bind ${Source}`];
  return [`volume ${Source ?? "without a name"}`];
}
