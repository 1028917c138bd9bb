#!/bin/sh
# Starts MariaDB as the image `mysql` starts MySQL: MYSQL_DATABASE, MYSQL_USER, MYSQL_PASSWORD, MYSQL_ROOT_PASSWORD, each
# also as a file (`…_FILE`), make the database at the first start.
set -eu
data=/var/lib/mysql
if [ "${1:-}" = mysqld ]; then shift; fi
# The value of a variable, or of the file that the variable NAME_FILE names.
value() {
  eval "file=\${$1_FILE:-} text=\${$1:-}"
  if [ -n "$file" ]; then cat "$file"; else printf %s "$text"; fi
}
quoted() { value "$1" | sed "s/[\\\\']/\\\\&/g; 1s/^/'/; \$s/\$/'/"; }
# By default MariaDB reserves 8 TiB of addresses for its buffer pool, which user-mode Linux has not. Older versions know no such option.
pool=--loose-innodb-buffer-pool-size-max=64M
# The folder of an interrupted first start is made anew.
if [ ! -e $data/.initialised ]; then
  find $data -mindepth 1 -maxdepth 1 -exec rm -rf {} +
  mariadb-install-db --no-defaults --datadir=$data --auth-root-authentication-method=socket \
    --skip-test-db --skip-name-resolve --force $pool >&2
  touch $data/.initialised
fi
umask 077
{
  if [ -n "$(value MYSQL_ROOT_PASSWORD)" ]; then
    echo "CREATE USER IF NOT EXISTS root@'%' IDENTIFIED BY $(quoted MYSQL_ROOT_PASSWORD);"
    echo "GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;"
  fi
  if [ -n "${MYSQL_DATABASE:-}" ]; then echo "CREATE DATABASE IF NOT EXISTS \`$MYSQL_DATABASE\`;"; fi
  if [ -n "${MYSQL_USER:-}" ]; then
    echo "CREATE USER IF NOT EXISTS $(quoted MYSQL_USER)@'%' IDENTIFIED BY $(quoted MYSQL_PASSWORD);"
    echo "GRANT ALL ON \`${MYSQL_DATABASE:-%}\`.* TO $(quoted MYSQL_USER)@'%';"
  fi
} >/tmp/init.sql
exec mariadbd --no-defaults --datadir=$data --socket=/tmp/mysqld.sock --pid-file=/tmp/mysqld.pid --init-file=/tmp/init.sql \
  --innodb-buffer-pool-size=32M $pool --performance-schema=OFF --skip-name-resolve "$@"
