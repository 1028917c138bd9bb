#!/bin/sh
# A CGI program: counts the visits in Redis, by its own protocol.
visits=$(printf 'INCR visits\r\nQUIT\r\n' | nc -w 3 redis 6379 | sed -n 's/^:\([0-9]*\).*/\1/p')
if [ -z "$visits" ]; then
  printf 'Status: 503 Service Unavailable\r\nContent-Type: text/plain\r\n\r\nRedis does not answer\n'
else
  printf 'Content-Type: text/plain\r\n\r\n%s visits, says %s\n' "$visits" "$(hostname)"
fi
