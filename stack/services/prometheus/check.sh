#!/bin/sh
# check.sh OPTION…: promtool reads the configuration and its rules, and prometheus these options. It is stopped by a configuration
# that is not there, before it opens its data.
set -eu

promtool check config /etc/prometheus/prometheus.yml

for option; do
  shift
  case $option in
  --config.file=*) ;;
  *) set -- "$@" "$option" ;;
  esac
done
said=$(prometheus "$@" --config.file=/gantry/no-such-file 2>&1) || true
case $said in
*"arsing command"*)
  # Without the list of all options behind it.
  printf '%s\n' "$said" | grep 'arsing command' >&2
  exit 1
  ;;
esac
echo "prometheus takes $# options"
