/**
 * By routing rule, not by iptables: it needs no package, and no firewall that is set up later undoes it. What the machine
 * itself sends goes its usual way; what comes from any other interface, that is from a container, is refused.
 */
export const metadataGuard = {
  path: "/etc/systemd/system/metadata-guard.service",
  content: [
    "[Unit]",
    "Description=Keep containers from the metadata service",
    "After=network.target",
    "Before=docker.service",
    "",
    "[Service]",
    "Type=oneshot",
    "RemainAfterExit=yes",
    "ExecStart=ip rule add pref 100 to 169.254.169.254 iif lo lookup main",
    "ExecStart=ip rule add pref 101 to 169.254.169.254 prohibit",
    "ExecStop=-ip rule del pref 101",
    "ExecStop=-ip rule del pref 100",
    "",
    "[Install]",
    "WantedBy=multi-user.target",
    "",
  ].join("\n"),
};
