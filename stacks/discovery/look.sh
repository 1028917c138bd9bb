# Looks the names up again and again and shows the addresses as a page: `vip 10.201.1.2`.
mkdir -p /tmp/www
httpd -p 8080 -h /tmp/www
while true; do
  for name in vip tasks.vip dnsrr tasks.dnsrr; do
    nslookup "$name" 127.0.0.11 2>/dev/null | sed '1,/^Name:/d' | sed -n 's/^Address[^:]*: *\([0-9.]*\).*/\1/p' | sort | tr '\n' ' ' | sed "s/^/$name /; s/ *\$/\\n/"
  done >/tmp/names
  mv /tmp/names /tmp/www/names
  sleep 1
done
