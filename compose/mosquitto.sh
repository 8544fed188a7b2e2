#!/bin/sh
# mosquitto.sh FROM PRIVATE COMMAND...: gives Mosquitto's user copies of its own of the files that nobody else may read,
# makes the file of the passwords, and becomes the command. Run again, with each start, it takes renewed certificates.
set -eu
from=$1
private=$2
shift 2

umask 077
mkdir -p "$private"
for file in ca.crt server.crt server.key mosquitto.acl; do
  cp "$from/$file" "$private/$file"
done
rm -f "$private/passwords"
mosquitto_passwd -b -c "$private/passwords" ingest "$MQTT_PASSWORD"
mosquitto_passwd -b "$private/passwords" esp8266 "$DEVICE_PASSWORD"

# Started by root, Mosquitto reads and writes as this user.
if [ "$(id -u)" = 0 ]; then
  chown -R mosquitto:mosquitto "$private"
  [ ! -d /mosquitto/data ] || chown -R mosquitto:mosquitto /mosquitto/data
fi
exec "$@"
