import { posix } from "node:path";
import type { NetworkSpec } from "../../../provisioners/docker/client/networks";
import { fullReference } from "../../../provisioners/docker/image";
import { type Deployment, STACK } from "../client/docker-client";
import type { Spec } from "../client/fake-daemon";
import { type Facts, linesOf, type NetworkFacts, type ServiceFacts } from "./facts";

type Labels = Record<string, string> | null;

interface Amounts {
  NanoCPUs?: number;
  MemoryBytes?: number;
}

interface FileReference {
  File?: { Name: string } | null;
  SecretName?: string;
  ConfigName?: string;
}

interface Update {
  Delay?: number;
  Monitor?: number;
  Order?: string;
}

interface ServiceSpec extends Spec {
  Labels?: Labels;
  Mode: Record<string, { Replicas?: number; TotalCompletions?: number }>;
  UpdateConfig?: Update;
  RollbackConfig?: Update;
  EndpointSpec?: {
    Ports?: { Protocol: string; TargetPort: number; PublishedPort?: number; PublishMode?: string }[] | null;
  };
  TaskTemplate: {
    ContainerSpec: {
      Image: string;
      Hostname?: string;
      Labels?: Labels;
      Env?: string[] | null;
      Mounts?: { Type: string; Source?: string; Target: string }[] | null;
      Secrets?: FileReference[] | null;
      Configs?: FileReference[] | null;
      StopGracePeriod?: number;
      Healthcheck?: { Interval?: number; Timeout?: number; StartPeriod?: number; StartInterval?: number };
    };
    Resources?: { Limits?: Amounts; Reservations?: Amounts };
    RestartPolicy?: { Delay?: number; Window?: number };
    Placement?: { Constraints?: string[] | null; MaxReplicas?: number };
    Networks?: { Target: string }[] | null;
  };
}

/** What Docker's client made of a stack file. */
export function theirFacts({ made }: Deployment): Facts {
  const services = made.services.map((spec) => [spec.Name.slice(STACK.length + 1), serviceFacts(spec as ServiceSpec)]);
  const networks = made.networks.map((spec) => [spec.Name, networkFacts(spec as unknown as NetworkSpec)]);
  return { services: Object.fromEntries(services), networks: Object.fromEntries(networks) };
}

function serviceFacts({
  Labels,
  Mode,
  UpdateConfig,
  RollbackConfig,
  EndpointSpec,
  TaskTemplate,
}: ServiceSpec): ServiceFacts {
  const { ContainerSpec, Resources, RestartPolicy, Placement, Networks } = TaskTemplate;
  const [[mode, count] = ["Replicated", {}]] = Object.entries(Mode);
  const replicas = mode.startsWith("Replicated") ? (count.Replicas ?? count.TotalCompletions ?? 1) : undefined;
  const health = ContainerSpec.Healthcheck;
  return {
    image: fullReference(ContainerSpec.Image),
    mode: mode.replace(/(?<=.)([A-Z])/g, "-$1").toLowerCase(),
    replicas,
    hostname: ContainerSpec.Hostname ?? "",
    environment: [...(ContainerSpec.Env ?? [])].sort(),
    labels: linesOf(ownLabels(Labels)),
    containerLabels: linesOf(ownLabels(ContainerSpec.Labels)),
    ports: (EndpointSpec?.Ports ?? [])
      .filter(({ PublishedPort = 0 }) => PublishedPort > 0)
      .map(
        ({ Protocol, TargetPort, PublishedPort, PublishMode }) =>
          `${PublishedPort}:${TargetPort}/${Protocol || "tcp"} ${PublishMode || "ingress"}`,
      )
      .sort(),
    mounts: (ContainerSpec.Mounts ?? []).map(({ Type, Source = "", Target }) => `${Type} ${Source}:${Target}`).sort(),
    networks: (Networks ?? []).map(({ Target }) => Target).sort(),
    secrets: filesOf(ContainerSpec.Secrets, "/run/secrets"),
    configs: filesOf(ContainerSpec.Configs, "/"),
    constraints: Placement?.Constraints ?? [],
    perNode: Placement?.MaxReplicas ?? 0,
    order: UpdateConfig?.Order ?? "",
    limits: amountsOf(Resources?.Limits),
    reservations: amountsOf(Resources?.Reservations),
    times: timesOf({
      stop_grace_period: ContainerSpec.StopGracePeriod,
      "healthcheck.interval": health?.Interval,
      "healthcheck.timeout": health?.Timeout,
      "healthcheck.start_period": health?.StartPeriod,
      "healthcheck.start_interval": health?.StartInterval,
      "deploy.update_config.delay": UpdateConfig?.Delay,
      "deploy.update_config.monitor": UpdateConfig?.Monitor,
      "deploy.rollback_config.delay": RollbackConfig?.Delay,
      "deploy.rollback_config.monitor": RollbackConfig?.Monitor,
      "deploy.restart_policy.delay": RestartPolicy?.Delay,
      "deploy.restart_policy.window": RestartPolicy?.Window,
    }),
  };
}

function networkFacts({ Driver, Attachable, Internal, Options, Labels, IPAM }: NetworkSpec): NetworkFacts {
  return {
    driver: Driver || "overlay",
    attachable: Attachable ?? false,
    internal: Internal ?? false,
    options: linesOf(Options),
    labels: linesOf(ownLabels(Labels)),
    subnets: (IPAM?.Config ?? []).map(({ Subnet }) => Subnet).filter(Boolean),
  };
}

/** Without those that the client adds itself. */
function ownLabels(labels: Labels | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(labels ?? {}).filter(([name]) => !name.startsWith("com.docker.stack.")));
}

function filesOf(references: FileReference[] | null | undefined, folder: string): string[] {
  return (references ?? [])
    .flatMap(({ File, SecretName, ConfigName }) =>
      File ? `${SecretName ?? ConfigName} ${posix.resolve(folder, File.Name)}` : [],
    )
    .sort();
}

const amountsOf = ({ MemoryBytes = 0, NanoCPUs = 0 }: Amounts = {}) => ({ memory: MemoryBytes, cpus: NanoCPUs });

/** Zero stands for Docker's default. */
export function timesOf(times: Record<string, number | undefined>): Record<string, number> {
  return Object.fromEntries(Object.entries(times).flatMap(([place, time]) => (time ? [[place, time]] : [])));
}
