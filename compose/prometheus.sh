#!/bin/sh
# prometheus.sh OBJECT RULES COMMAND...: takes the rule file out of the Prometheus Operator's object (it is what stands
# below `spec`), and becomes the command.
set -eu
sed -e '1,/^spec:$/d' -e 's/^  //' "$1" >"$2"
shift 2
exec "$@"
