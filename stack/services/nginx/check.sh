#!/bin/sh
# Renders the templates with the variables of this environment beside the configuration in use, and has nginx read the result.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
NGINX_RESOLVER=$(awk '$1 == "nameserver" { print ($2 ~ /:/) ? "[" $2 "]" : $2; exit }' /etc/resolv.conf)
export NGINX_RESOLVER
# As the image's entrypoint: only names that the filter lets through are replaced.
names=$(env | cut -d= -f1 | grep -E "${NGINX_ENVSUBST_FILTER:-.}" | sed 's/.*/${&}/' | tr '\n' ' ')
mkdir "$folder/conf.d"
for template in /etc/nginx/templates/*.template; do
  envsubst "$names" <"$template" >"$folder/conf.d/$(basename "$template" .template)"
done
sed "s#/etc/nginx/conf.d/#$folder/conf.d/#" /etc/nginx/nginx.conf >"$folder/nginx.conf"
nginx -t -c "$folder/nginx.conf"
