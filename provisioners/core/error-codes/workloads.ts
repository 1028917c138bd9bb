import type { ErrorEntries } from "./entry";

export const stackErrors = {
  REGISTRY_LOGIN_FAILED: {
    meaning: "The registry rejected the user name and password, or the manager does not reach it.",
    action: "Correct `registries`, check the way from the managers to the registry, then run again.",
  },
  STACK_CHANGED: {
    meaning: "Somebody else changed the stack's services while they were deployed.",
    action: "Find out who deploys the same stack, then run again: the declared version is deployed anew.",
  },
  STACK_DEPLOY_AGAIN: {
    meaning: "The swarm had no leader during the deployment. It is repeated.",
    action: "Run again if it ends the run.",
  },
  STACK_DEPLOY_FAILED: {
    meaning: "Docker rejected the stack file. The cause is its own text.",
    action: "Correct the stack file, then run again. [stacks.md](stacks.md) says what is checked before.",
  },
  STACK_FAILED: {
    meaning: "A service cannot run: its tasks fail again and again, or its update was paused or rolled back.",
    action:
      "Read the cause: it has the tasks' errors and the last lines of their logs. Correct the service, then run again.",
  },
  STACK_FILES_FAILED: {
    meaning: "The files beside a stack file could not be copied to several nodes. The cause has one error for each.",
    action: "Correct each of them, then run again. Nodes that are done stay done; no service was changed.",
  },
  STACK_NOT_CONVERGED: {
    meaning: "Not every service ran within the stack's `timeout`. The cause says how far each one is.",
    action:
      "Correct the services, or give the stack a longer `timeout`. Compare placement constraints with the nodes' labels where tasks are pending.",
  },
  STACK_NO_PREVIOUS: {
    meaning: "`rollback` is true, but no service of the stack has a previous version.",
    action: "Set `rollback` to false and deploy the stack file that you want.",
  },
  STACK_PREVIOUS_GONE: {
    meaning: "The previous version needs a network, secret or config that was removed.",
    action: "Set `rollback` to false and deploy the earlier stack file with its secrets and configs.",
  },
  STACK_NETWORK_CHANGED: {
    meaning:
      "Networks of the stack exist with other settings than its files declare. Docker keeps a network as it is, so the change would be silently ignored.",
    action:
      "Set `recreateNetworks: true` for the stack, which makes them anew; connections over them break for a moment. Or give them another `name`, or declare them as they are.",
  },
  STACK_VOLUME_OPTIONS: {
    meaning: "Volumes of the same names exist with other options. Docker would silently keep the old options.",
    action:
      "Rename the volumes in the stack file. Or stop what uses them and remove them on the nodes that the error names; data on an NFS server stays.",
  },
} as const satisfies ErrorEntries;

export const objectErrors = {
  IMAGES_FAILED: {
    meaning: "Images could not be loaded on several nodes. The cause has one error for each.",
    action: "Correct each of them, then run again. Nodes that are done stay done.",
  },
  IMAGES_NOT_LOADED: {
    meaning: "Docker rejected the image archive, or the archive lacks an image that it should hold.",
    action: "Check free space (`docker system df`) and that the archive is complete, then run again.",
  },
  NETWORK_EXISTS: {
    meaning: "A network of this name exists with other properties.",
    action: "Declare it as it is, choose another name, or remove it (`docker network rm`), then run again.",
  },
  NETWORK_OVERLAPS: {
    meaning: "Another network has an overlapping subnet. Docker would never assign addresses.",
    action: "Choose a free subnet, or omit `subnets`.",
  },
  OBJECT_IN_USE: {
    meaning: "The network, secret or config is still used, so Docker does not remove it.",
    action: "Remove what the error names, or let it use another one, then run again.",
  },
  PLUGIN_FAILED: {
    meaning: "The plugin could not be set up or removed on several nodes. The cause has one error for each.",
    action: "Correct each of them, then run again. Nodes that are done stay done.",
  },
  PLUGIN_IN_USE: {
    meaning: "Containers or volumes on the node use the plugin. It cannot be changed or removed meanwhile.",
    action: "Scale down or move what uses it (`docker ps`), remove its volumes (`docker volume ls`), then run again.",
  },
  PLUGIN_NOT_GRANTED: {
    meaning: "The plugin asks for privileges that were not granted.",
    action: 'If you trust it, add the listed privileges to `grant`, or `["*"]` for all of them.',
  },
  PLUGIN_NOT_PULLED: {
    meaning: "Docker could not fetch the plugin.",
    action: "Check the image's name and that the host reaches its registry, then run again.",
  },
  PLUGIN_VANISHED: {
    meaning: "Somebody else removed the plugin while it was set up.",
    action: "Run again.",
  },
} as const satisfies ErrorEntries;
