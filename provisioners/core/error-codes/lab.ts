import type { ErrorEntries } from "./entry";

export const labErrors = {
  LAB: {
    meaning: "Something in the lab failed that has no code of its own, such as a file that cannot be written.",
    action: "Correct what the cause says, then run the same command again.",
  },
  LAB_ADDRESS_TAKEN: {
    meaning: "Two machines of the lab have the same address.",
    action: "Give each machine of the lab its own address.",
  },
  LAB_BACKEND: {
    meaning: "`PULUMI_SWARM_LAB_BACKEND` names a backend that does not exist.",
    action: "Set it to one of the backends that the error lists, or unset it to let the lab choose.",
  },
  LAB_BOOT: {
    meaning: "A machine did not boot in time. The cause has the end of its console.",
    action: "Read the console file that the error names, and check the free memory of this computer.",
  },
  LAB_DAEMON: {
    meaning: "The lab's daemon did not start. The cause is the end of its log.",
    action: "Correct what the log says, then run the same command again.",
  },
  LAB_DIED: {
    meaning: "A machine ended at every attempt to start it.",
    action: "Read its console. Usually this computer has too little free memory.",
  },
  LAB_FOREIGN_MACHINE: {
    meaning: "The lab has a machine of this name that another program or checkout made.",
    action:
      "Choose another name for the lab (`pulumi config set --path swarm:lab.name <name>`), or destroy the other one.",
  },
  LAB_FULL: {
    meaning: "The lab has as many machines as it can hold.",
    action: "Declare fewer machines, or use a second lab.",
  },
  LAB_INCOMPLETE: {
    meaning: "A file that a machine needs to start is gone: its image or its seed disk.",
    action: "Put the file back, or remove the machine (`pulumi destroy`) and make it again.",
  },
  LAB_LOST: {
    meaning: "The lab's daemon, or the lab's network, ended while a command waited for its answer.",
    action: "Run the same command again, which starts the lab and its machines. The error names the log.",
  },
  LAB_MONITOR: {
    meaning: "QEMU does not answer on its control socket.",
    action: "Run the same command again; the machine is started anew if it died.",
  },
  LAB_NAMESPACE: {
    meaning: "The lab's network namespace could not be made: this computer does not allow unprivileged namespaces.",
    action: "Run the command that the error shows, or run as root.",
  },
  LAB_NETWORK: {
    meaning: "The lab's network could not be started, usually for want of a permission.",
    action: "Run as root, or allow unprivileged user namespaces (`sysctl kernel.unprivileged_userns_clone=1`).",
  },
  LAB_NO_BACKEND: {
    meaning: "None of the backends can run virtual machines here. The cause has the reason of each.",
    action: "Install what [lab.md](lab.md#requirements) lists for one of them.",
  },
  LAB_NO_DISKS: {
    meaning: "The QEMU backend cannot attach a disk to a running machine.",
    action: "Make the lab again with user-mode Linux (`PULUMI_SWARM_LAB_BACKEND=uml`).",
  },
  LAB_NO_IMAGE: {
    meaning: "The machine image is built with Debian's tools, which do not run on this system.",
    action: "Build it on a Linux machine of the same architecture and copy it to the folder that the error names.",
  },
  LAB_NO_KERNEL: {
    meaning: "User-mode Linux is not installed.",
    action: "`apt-get install user-mode-linux`.",
  },
  LAB_NO_MACHINE: {
    meaning: "The lab has no machine of this name.",
    action: "Use one of the names that the error lists; `npx pulumi-swarm lab ls` shows them.",
  },
  LAB_NO_PORT: {
    meaning: "Every port that the lab uses on 127.0.0.1 is taken.",
    action: "Stop programs that listen there.",
  },
  LAB_NO_SLOT: {
    meaning: "The machine has as many disks as it can hold.",
    action: "Declare fewer disks for it.",
  },
  LAB_NOT_RUNNING: {
    meaning: "The lab does not run, or ends at this moment. The command had no effect.",
    action: "`npx pulumi-swarm lab start` starts it.",
  },
  LAB_OFF: {
    meaning: "Somebody switched a machine off while a command waited for it to boot.",
    action: "`npx pulumi-swarm lab start <machine>`, or run the same command again.",
  },
  LAB_PORT_BUSY: {
    meaning: "Another program listens on a port of 127.0.0.1 that leads to a machine.",
    action: "Stop that program (`ss -ltnp` shows it), then run the same command again.",
  },
  LAB_PROGRAM: {
    meaning: "A program that the lab needs failed or could not be started.",
    action: "Correct what the cause says, then run the same command again.",
  },
  LAB_PUBLIC_PORT: {
    meaning: "The lab may not listen on a port below 1024.",
    action: "Run as root, or allow it: `sysctl net.ipv4.ip_unprivileged_port_start=22`.",
  },
  LAB_RECORD: {
    meaning: "The file in which the lab keeps what it knows of a machine cannot be read.",
    action: "Remove the machine's folder, which the error names, and run the same command again.",
  },
  LAB_REQUIREMENTS: {
    meaning: "This computer lacks something that the lab needs. Everything is listed at once; nothing was made.",
    action: "Run the command below each line, then repeat yours.",
  },
  LAB_SERVICE: {
    meaning: "The lab's package proxy or image registry did not start.",
    action: "Read the log that the error names, then run the same command again.",
  },
  LAB_START: {
    meaning: "One of the steps that start a machine failed.",
    action: "Correct what the cause says, then run the same command again, which starts the machine anew.",
  },
} as const satisfies ErrorEntries;
