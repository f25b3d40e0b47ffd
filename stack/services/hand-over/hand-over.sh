#!/bin/sh
# hand-over.sh UID GID COMMAND [ARGUMENT…]: goes on as that user, without any capability, by whichever tool the image has.
# Already that user, or any other that is not root: just goes on.
set -eu

uid=$1
gid=$2
shift 2

[ "$(id -u)" = 0 ] || exec "$@"

# busybox has a setpriv too, which knows no --reuid: ask before.
if setpriv --reuid "$uid" --regid "$gid" --clear-groups true 2>/dev/null; then
  exec setpriv --reuid "$uid" --regid "$gid" --clear-groups "$@"
fi
for tool in su-exec gosu setuidgid; do
  if "$tool" "$uid:$gid" true 2>/dev/null; then exec "$tool" "$uid:$gid" "$@"; fi
done
name=$(awk -F: -v uid="$uid" '$3 == uid { print $1; exit }' /etc/passwd)
if [ -n "$name" ] && su -s /bin/sh "$name" -c true 2>/dev/null; then
  # su takes one string; the arguments go through untouched as positional parameters.
  exec su -s /bin/sh "$name" -c 'exec "$0" "$@"' -- "$@"
fi

echo "hand-over: cannot go on as uid $uid: the image has no setpriv, su-exec, gosu, setuidgid or su for it, or the container lacks SETUID and SETGID" >&2
exit 1
