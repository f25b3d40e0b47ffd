#!/bin/sh
# Copies the secret to where grafana (472) can read it, in memory, then goes on as grafana.
set -eu
. /gantry-hand-over/secret.sh

copy_secret grafana_admin_password "$GF_SECURITY_ADMIN_PASSWORD__FILE" 472:0
own_folder /var/lib/grafana 472 0
exec sh /gantry-hand-over/hand-over.sh 472 0 /run.sh
