# shellcheck shell=bash
# The part of bench/drain that measures other programs in the same way, with the configurations in bench/peers. Sourced
# after lib.sh and session.sh, not run.

# measure_peers MESSAGES DEVICES: prints a row for each peer.
measure_peers() {
  local peer
  for peer in telegraf bento-insert bento-statement; do
    # The name of the command is the first word.
    if command -v "${peer%%-*}" >/dev/null; then
      say "draining with $peer"
      measure_peer "$peer" "$@"
      peer_row "$peer"
    else
      printf '%-17s not on this machine\n' "$peer"
    fi
  done
}

# measure_peer PEER MESSAGES DEVICES: the peer opens a session of its own and leaves it, and empties it when it is full;
# broker and database are new. Sets the figures.
measure_peer() {
  start_mosquitto
  start_postgres "$1"
  prepare_peer "$1" "$3"
  start_peer "$1"
  await_subscribed "$1"
  stop_program
  helper Fill "ssl://127.0.0.1:$mqtt_port" "$2" "$3" 1
  start_peer "$1"
  start_counter
  sample_until "$2" count_rows
  stop_program
  stop_counter
  figures "$2"
  stop_mosquitto
  stop_postgres
}

# prepare_peer PEER DEVICES: makes its tables, and puts its configuration into the temporary directory.
prepare_peer() {
  local folder=$repo/bench/peers
  cp "$folder"/*.conf "$folder"/*.yaml "$work"
  if [ "$1" = bento-statement ]; then
    take_schema "$2"
    sed "s/:?messages/\$1/g; s/:?messageStarts/'{}'/g; s/:?registration/\$2/g; s/^/      /" "$program/routes/sql/store-messages.sql" >>"$work/$1.yaml"
  else
    sql deviceingest -f "$folder/$1.sql"
  fi
}

# start_peer PEER: starts it with nothing from this environment but GOGC, the setting of Go's garbage collector.
start_peer() {
  local -a command=(telegraf --config telegraf.conf)
  if [ "$1" != telegraf ]; then command=(bento -r bento-session.yaml -c "$1.yaml"); fi
  (cd "$work" && exec env -i PATH="$PATH" HOME="$work" ${GOGC:+GOGC="$GOGC"} \
    MQTT_URL="ssl://127.0.0.1:$mqtt_port" MQTT_CA_FILE="$work/certs/ca.crt" MQTT_CLIENT_ID="$1" \
    DB_URL="postgres://deviceingest@127.0.0.1:$postgres_port/deviceingest?sslmode=disable" "${command[@]}") \
    >"$work/$1.log" 2>&1 &
  program_pid=$!
}

# await_subscribed PEER: waits until the broker has noted the peer's subscription.
await_subscribed() {
  local i
  for ((i = 0; i < 300; i++)); do
    kill -0 "$program_pid" 2>/dev/null || die "$1 ended"
    if grep -qF " $1 1 devices/+/#" "$work/mosquitto.log"; then return; fi
    sleep 0.1
  done
  die "$1 did not subscribe within 30 s"
}

# The rows of the peer's table are its progress. Counting them is work for the database: one connection does it, on one
# core, and for at most a twentieth of the time.
start_counter() {
  pause=0
  coproc counter { PGOPTIONS='-c max_parallel_workers_per_gather=0' sql deviceingest; }
}

# count_rows: sets "stored".
count_rows() {
  local begin
  sleep "$pause"
  begin=$EPOCHREALTIME
  echo 'SELECT count(*) FROM reading;' >&"${counter[1]}"
  read -r stored <&"${counter[0]}" || die 'the rows could not be counted'
  pause=$(awk -v begin="$begin" -v end="$EPOCHREALTIME" 'BEGIN { print 20 * (end - begin) }')
}

stop_counter() {
  # Unset when it ends.
  local pid=$counter_PID
  echo '\q' >&"${counter[1]}"
  wait "$pid"
}

# peer_row PEER: prints the figures in one line.
peer_row() {
  awk -v peer="$1" -v rate="$rate" -v counted="$counted" -v rss="$peak_rss" -v own="$cpu_program" \
    -v postgres="$cpu_postgres" -v mosquitto="$cpu_mosquitto" '
    function us(seconds) { return seconds / counted * 1e6 }
    BEGIN {
      printf "%-17s %6d messages/s (%s %.0f, postgres %.0f, mosquitto %.0f us a message; peak RSS %d MB)\n",
        peer, rate, peer, us(own), us(postgres), us(mosquitto), rss
    }'
}
