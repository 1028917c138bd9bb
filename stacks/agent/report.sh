#!/bin/sh
# A CGI program: what the node says of itself.
printf 'Content-Type: text/plain\r\n\r\nnode %s\n' "$NODE"
sed 's/^/load /' /proc/loadavg
grep -E '^Mem(Total|Available):' /proc/meminfo
