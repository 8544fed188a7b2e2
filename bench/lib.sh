# shellcheck shell=bash disable=SC2034
# What the measurements share: a temporary directory, and in it a broker, a database and the program.
# Sourced, not run. Every process that is started here is ended by its id when the script ends.
export LC_ALL=C

repo=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
client_id=device-ingest
mosquitto_pid=
postgres_pid=
program_pid=
postgres_data=
program=
# Settings of the program beside those that every measurement needs, as NAME=VALUE.
settings=()
work=

die() {
  printf '%s: %s\n' "$(basename -- "$0")" "$1" >&2
  shift
  if [ $# -gt 0 ]; then printf '  %s\n' "$@" >&2; fi
  exit 1
}

say() { printf '%s\n' "$*" >&2; }

# need COMMAND PACKAGE: ends with the package's name if the command is missing.
need() {
  command -v "$1" >/dev/null || die "$1 was not found" "try: install the Debian package \"$2\""
}

# positive NAME VALUE: ends if the value is not a whole number above 0.
positive() {
  [[ $2 =~ ^[1-9][0-9]{0,8}$ ]] || die "$1 must be a whole number above 0, not '$2'"
}

# --- beginning and end -------------------------------------------------------

# prepare: checks what is needed, makes the temporary directory with everything that the processes read.
prepare() {
  # Debian keeps the servers where no PATH leads.
  PATH=$PATH:/usr/sbin:/sbin
  if ! command -v initdb >/dev/null; then
    local bin newest=
    for bin in /usr/lib/postgresql/*/bin; do
      if [ -x "$bin/initdb" ]; then newest=$(printf '%s\n' "$newest" "$bin" | sort -V | tail -n 1); fi
    done
    [ -z "$newest" ] || PATH=$PATH:$newest
  fi
  need mosquitto mosquitto
  need initdb postgresql
  need psql postgresql-client
  need java openjdk-17-jdk-headless
  need javac openjdk-17-jdk-headless
  need jar openjdk-17-jdk-headless
  need keytool openjdk-17-jdk-headless
  need openssl openssl
  need curl curl
  if [ "$(id -u)" -eq 0 ]; then
    need runuser util-linux
    id postgres >/dev/null 2>&1 || die 'there is no user "postgres", and PostgreSQL does not run as root' \
      'try: install the Debian package "postgresql", or run this as another user'
  fi
  work=$(mktemp -d "${TMPDIR:-/tmp}/device-ingest-bench.XXXXXX")
  trap clean_up EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  # The database's user must be able to pass through.
  chmod 711 "$work"
  if [ "$(stat -f -c %T "$work")" = tmpfs ]; then
    say "note: $work is in memory, where a commit costs nothing; set TMPDIR to a directory on a disk"
  fi
  "$repo/certs/make-certs.sh" --out "$work/certs" 127.0.0.1 >/dev/null
  keytool -importcert -noprompt -alias ca -file "$work/certs/ca.crt" -keystore "$work/trust.p12" \
    -storetype PKCS12 -storepass changeit >/dev/null 2>&1 || die 'keytool could not import the CA'
  (cd "$repo" && ./mvnw -q dependency:build-classpath -Dmdep.includeScope=runtime -Dmdep.outputFile="$work/classpath") \
    >"$work/mvnw.log" 2>&1 || { cat "$work/mvnw.log" >&2; die 'the class path could not be resolved, see above'; }
}

# take_program NAME [JAR ROUTES]: the program that is measured from here on; this repository's where no other is named.
take_program() {
  local jar=${2:-$repo/target/device-ingest.jar} routes=${3:-$repo/routes}
  [ -r "$jar" ] || die "$jar does not exist" 'try: ./mvnw -DskipTests package'
  program=$work/$1
  # Copies, because a build or an edit may replace them at any time.
  mkdir "$program"
  cp "$jar" "$program/device-ingest.jar"
  cp -r "$routes" "$program/routes"
}

clean_up() {
  local status=$?
  trap - EXIT HUP INT TERM
  if [ "$status" -ne 0 ]; then
    local log
    for log in "$work"/*.log; do
      if [ -s "$log" ]; then say "--- the end of $(basename "$log"):"; tail -n 15 "$log" >&2; fi
    done
  fi
  stop_program
  stop_mosquitto
  stop_postgres
  [ -z "$work" ] || rm -rf -- "$work"
  exit "$status"
}

# end_process PID: asks the process to end, and after 30 s makes it.
end_process() {
  local i
  kill "$1" 2>/dev/null || return 0
  for ((i = 0; i < 300; i++)); do
    kill -0 "$1" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL "$1" 2>/dev/null || true
}

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    if ! (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then echo "$port"; return; fi
  done
}

# --- broker ------------------------------------------------------------------

start_mosquitto() {
  mqtt_port=$(free_port)
  cat >"$work/mosquitto.conf" <<END
listener $mqtt_port 127.0.0.1
cafile $work/certs/ca.crt
certfile $work/certs/server.crt
keyfile $work/certs/server.key
allow_anonymous true
user $(id -un)
persistence false
max_inflight_messages 0
max_queued_messages 0
log_type error
log_type warning
log_type subscribe
END
  mosquitto -c "$work/mosquitto.conf" >"$work/mosquitto.log" 2>&1 &
  mosquitto_pid=$!
  local i
  for ((i = 0; i < 100; i++)); do
    if (: <"/dev/tcp/127.0.0.1/$mqtt_port") 2>/dev/null; then return; fi
    kill -0 "$mosquitto_pid" 2>/dev/null || break
    sleep 0.1
  done
  die 'mosquitto did not start'
}

stop_mosquitto() {
  if [ -n "$mosquitto_pid" ]; then
    end_process "$mosquitto_pid"
    wait "$mosquitto_pid" 2>/dev/null || true
    mosquitto_pid=
  fi
}

# --- database ----------------------------------------------------------------

as_postgres() {
  if [ "$(id -u)" -eq 0 ]; then
    (cd / && runuser -u postgres -- env PATH="$PATH" LC_ALL=C "$@")
  else
    "$@"
  fi
}

# start_postgres NAME: makes and starts a new cluster with PostgreSQL's own settings and an empty database.
start_postgres() {
  mkdir "$work/$1"
  if [ "$(id -u)" -eq 0 ]; then chown postgres: "$work/$1"; fi
  as_postgres initdb -D "$work/$1/data" -U deviceingest --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
    >"$work/$1.log" 2>&1 || die 'initdb failed'
  restart_postgres "$1"
  sql postgres -c 'CREATE DATABASE deviceingest'
}

# restart_postgres NAME: starts a cluster that is there.
restart_postgres() {
  postgres_port=$(free_port)
  postgres_data=$work/$1/data
  as_postgres pg_ctl start -w -D "$postgres_data" -l "$work/$1/server.log" \
    -o "-p $postgres_port -c listen_addresses=127.0.0.1 -c unix_socket_directories=''" \
    >>"$work/$1.log" 2>&1 || die 'postgres did not start'
  read -r postgres_pid < <(as_postgres head -n 1 "$postgres_data/postmaster.pid")
  database="jdbc:postgresql://127.0.0.1:$postgres_port/deviceingest?user=deviceingest"
}

# sql DATABASE ARGUMENTS: psql, quiet and without decoration.
sql() {
  psql -qXAt -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$postgres_port" -U deviceingest -d "$@"
}

stop_postgres() {
  if [ -n "$postgres_data" ]; then
    as_postgres pg_ctl stop -w -m fast -D "$postgres_data" >/dev/null 2>&1 || true
    postgres_data=
    postgres_pid=
  fi
}

# --- the program -------------------------------------------------------------

# start_program [JVM_OPTIONS ... JAR]: starts the program that was taken as the README does, and with nothing from this
# environment, from its jar in one piece unless said otherwise.
start_program() {
  if [ $# -eq 0 ]; then set -- device-ingest.jar; fi
  local jar=${*: -1}
  set -- "${@:1:$#-1}"
  management_port=$(free_port)
  # "exec", so that the process id is Java's.
  (cd "$program" && exec env -i PATH="$PATH" HOME="$work" \
    MQTT_BROKER_HOST=127.0.0.1 MQTT_BROKER_PORT="$mqtt_port" MQTT_TLS=on MQTT_CA_FILE="$work/certs/ca.crt" \
    MQTT_CLIENT_ID="$client_id" DB_URL="$database" ROUTES_DIR="$program/routes" MANAGEMENT_PORT="$management_port" \
    "${settings[@]}" \
    java -Xmx256m -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError "$@" -Djava.io.tmpdir="$work" -jar "$jar") \
    >"$work/program.log" 2>&1 &
  program_pid=$!
}

await_ready() {
  local i
  for ((i = 0; i < 600; i++)); do
    kill -0 "$program_pid" 2>/dev/null || die 'the program ended'
    if curl -fs "http://127.0.0.1:$management_port/actuator/health/readiness" >/dev/null; then return; fi
    sleep 0.1
  done
  die 'the program was not ready within 60 s'
}

stop_program() {
  if [ -n "$program_pid" ]; then
    end_process "$program_pid"
    wait "$program_pid" 2>/dev/null || true
    program_pid=
  fi
}

# metric NAME [LABEL]: the sum of a counter of the program over all labels, or over those lines that have the label.
metric() {
  curl -s "http://127.0.0.1:$management_port/actuator/prometheus" |
    awk -v name="$1" -v label="${2:-}" '
      index($1, name) == 1 && substr($1, length(name) + 1) ~ /^([{]|$)/ && (label == "" || index($0, label)) { sum += $NF }
      END { printf "%.0f\n", sum }'
}

# helper CLASS ARGUMENTS: runs one of the Java programs beside this file.
helper() {
  local class=$1
  shift
  java -Xmx256m -Djavax.net.ssl.trustStore="$work/trust.p12" -Djavax.net.ssl.trustStorePassword=changeit \
    -Djava.io.tmpdir="$work" -cp "$(cat "$work/classpath")" "$repo/bench/$class.java" "$@"
}

# --- processor time ----------------------------------------------------------

# cpu_ticks PID: sets "ticks" to the processor time of a process, of its ended children and of its running ones.
cpu_ticks() {
  local stat child children=''
  local -a field
  read -r stat <"/proc/$1/stat"
  read -ra field <<<"${stat##*) }"
  ticks=$((field[11] + field[12] + field[13] + field[14]))
  read -r children <"/proc/$1/task/$1/children" || true
  for child in $children; do
    # It may have ended meanwhile.
    { read -r stat <"/proc/$child/stat"; } 2>/dev/null || continue
    read -ra field <<<"${stat##*) }"
    ticks=$((ticks + field[11] + field[12]))
  done
}
