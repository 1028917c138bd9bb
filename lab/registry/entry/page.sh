#!/bin/sh
# Stands for a program that Debian does not have: one page that says so. usage: docker-entrypoint.sh PORT PATH TEXT
set -eu
mkdir -p "/tmp/www$(dirname "$2")"
echo "$3" >"/tmp/www$2"
exec httpd -f -p "$1" -h /tmp/www
