#!/bin/sh
# As the upstream image's entrypoint: templates become configuration with the variables NGINX_ENVSUBST_FILTER allows.
set -e
if [ "$1" = nginx ] && [ -d /etc/nginx/templates ]; then
  names=$(env | cut -d= -f1 | grep -E "${NGINX_ENVSUBST_FILTER:-.}" | sed 's/.*/${&}/' | tr '\n' ' ')
  for template in /etc/nginx/templates/*.template; do
    envsubst "$names" <"$template" >"/etc/nginx/conf.d/$(basename "$template" .template)"
  done
fi
exec "$@"
