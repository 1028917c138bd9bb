#!/bin/sh
# Serves Debian's WordPress on port 80 with PHP's own server; its files go to /var/www/html, as those of the image do.
set -eu
cd /var/www/html
if [ ! -e .copied ]; then
  # What an interrupted start has left.
  find . -mindepth 1 -maxdepth 1 -exec rm -rf {} +
  cp -r /usr/share/wordpress/. .
  touch .copied
fi
export PHP_CLI_SERVER_WORKERS=4
exec php8.4 -n -d extension=mysqlnd -d extension=mysqli -S 0.0.0.0:80 -t .
