#!/bin/sh
# Stands for the visualizer: a page that says so, and the swarm's nodes and tasks as Docker's API gives them.
set -eu
www=/tmp/www
mkdir -p $www/apis $www/cgi-bin
echo 'A stand-in for the visualizer: <a href="/apis/nodes">nodes</a>, <a href="/apis/tasks">tasks</a>' >$www/index.html
ask() { printf 'GET %s HTTP/1.0\r\n\r\n' "$1" | socat -t 10 - UNIX-CONNECT:/var/run/docker.sock | sed '1,/^\r$/d'; }
httpd -p 8080 -h $www
while true; do
  for kind in nodes tasks; do
    ask /$kind >$www/apis/$kind.new
    mv $www/apis/$kind.new $www/apis/$kind
  done
  sleep 2
done
