/** What the facts' script prints on a bare Debian. */
export const BARE = `
@@@ began
1795250593.500000000

@@@ os
PRETTY_NAME="Debian GNU/Linux 13 (trixie)"
NAME="Debian GNU/Linux"
VERSION_ID="13"
VERSION_CODENAME=trixie
ID=debian

@@@ machine
m1 6.12.38+deb13-amd64 x86_64

@@@ machineId
e2233bcd914f4b28ac3e77996b48af93

@@@ init
systemd

@@@ selinux

@@@ firewalls
ufw

@@@ memory
MemTotal:         617392 kB

@@@ docker

@@@ daemon


@@@ disk
/var/lib
Filesystem     1024-blocks   Used Available Capacity Mounted on
/dev/root         16337788 669612  14812932       5% /

@@@ packages

@@@ addresses
1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever
2: eth0    inet 10.77.0.11/24 brd 10.77.0.255 scope global eth0\\       valid_lft forever preferred_lft forever
3: eth1    inet 192.168.1.5/16 scope global eth1

@@@ links
1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000\\    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc pfifo_fast state UNKNOWN mode DEFAULT group default qlen 1000\\    link/ether 52:54:00:00:00:01 brd ff:ff:ff:ff:ff:ff
3: eth1@if4: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 9001 qdisc noqueue state UP mode DEFAULT group default \\    link/ether 02:42:0a:c9:01:05 brd ff:ff:ff:ff:ff:ff link-netnsid 0

@@@ routes
default via 10.77.0.1 dev eth0
10.77.0.0/24 dev eth0 proto kernel scope link src 10.77.0.11
unreachable 10.0.2.3
10.9.0.7 via 192.168.0.1 dev eth1
172.16.0.0/12 proto static \\	nexthop via 10.77.0.2 dev eth0 weight 1 \\	nexthop via 10.77.0.3 dev eth0 weight 1

@@@ listeners
tcp LISTEN 0      128      0.0.0.0:22    0.0.0.0:* users:(("sshd",pid=1517,fd=6))
tcp LISTEN 0      4096           *:2377        *:* users:(("dockerd",pid=1,fd=9))
udp UNCONN 0      0        0.0.0.0:4789  0.0.0.0:*
tcp LISTEN 0      128         [::]:22       [::]:* users:(("sshd",pid=1517,fd=7))

@@@ cloudInit

@@@ apparmor
Y

@@@ prepared

@@@ daemonJson

@@@ ended
1795250593.700000000
`;

/** The same with Debian's Docker, in a swarm. */
export const INSTALLED = BARE.replace("@@@ docker\n", "@@@ docker\nDocker version 26.1.5+dfsg1, build a72d7cd\n")
  .replace("@@@ packages\n", "@@@ packages\ndocker.io|ii |26.1.5+dfsg1-9+b4\ndocker-ce|un |\n")
  .replace(
    "@@@ daemon\n",
    '@@@ daemon\n{"ServerVersion":"26.1.5+dfsg1","LiveRestoreEnabled":false,"Swarm":{"LocalNodeState":"active"}}\n',
  );
