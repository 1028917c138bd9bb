import { refusalsOf } from "../../../provisioners/docker/services/placement";
import type { DeepLook } from "../deep-look";
import { type Check, type Finding, finding } from "../finding";

const lacking: Check = {
  check: "image-missing",
  severity: "note",
  why: "No registry gave a digest for this image when it was deployed. Where no registry has it, its tasks fail on the nodes that lack it.",
  fix: "Push the image to a registry that all nodes reach, or load it on every node (the resource Images).",
};

/** Images without a digest that nodes lack which may run the service's tasks. */
export function imageFindings({ swarm, lackingImages }: Pick<DeepLook, "swarm" | "lackingImages">): Finding[] {
  if (!swarm) return [];
  return swarm.services.flatMap((service) => {
    const image = service.Spec.TaskTemplate.ContainerSpec?.Image;
    const refused = new Set(refusalsOf(service, swarm.nodes).map(({ node }) => node));
    const nodes = lackingImages.find((each) => each.image === image)?.nodes.filter((name) => !refused.has(name)) ?? [];
    return nodes.length > 0 ? [finding(lacking, service.Spec.Name, `${nodes.join(", ")} lack ${image}`)] : [];
  });
}
