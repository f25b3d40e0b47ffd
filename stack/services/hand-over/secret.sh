# To be sourced. Reads secrets without their values ever standing in an argument of a command.

# read_secret NAME: prints /run/secrets/NAME without its line end; ends the start with a sentence where that fails.
read_secret() {
  if [ ! -e "/run/secrets/$1" ]; then
    echo "start: the secret $1 is not there; give the service the secret, or create its file" >&2
    exit 1
  fi
  if [ ! -r "/run/secrets/$1" ]; then
    echo "start: permission denied reading the secret $1; root needs the capability DAC_OVERRIDE for a file of another user" >&2
    exit 1
  fi
  if [ ! -s "/run/secrets/$1" ]; then
    echo "start: the secret $1 is empty; put a value into its file" >&2
    exit 1
  fi
  tr -d '\r\n' <"/run/secrets/$1"
}

# copy_secret NAME FILE OWNER: a copy only OWNER may read, in memory (tmpfs).
copy_secret() {
  (umask 077 && read_secret "$1" >"$2") || exit 1
  chown "$3" "$2"
}

# own_folder FOLDER UID GID: makes a volume the service's own, once.
own_folder() {
  if [ "$(stat -c %u "$1")" != "$2" ]; then chown -R "$2:$3" "$1"; fi
}
