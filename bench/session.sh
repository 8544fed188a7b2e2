# shellcheck shell=bash
# The part that the measurements of a full session share: a durable session is filled while the program is away, and is
# emptied by it. Sourced after lib.sh, not run.

# session_size NAME VALUE: ends if the value is no number of messages that can be measured.
session_size() {
  positive "$1" "$2"
  [ "$2" -ge 30000 ] || die "$1 must be at least 30000, else the beginning is all there is"
}

# fill_devices DEVICES: the devices that send were online a minute ago, and the database has taken notice.
fill_devices() {
  sql deviceingest -c "INSERT INTO device (device_id, status, status_at, status_cause, first_seen, last_seen)
    SELECT 'device-' || lpad(CAST(n AS text), greatest(4, length(CAST(n AS text))), '0'), 'online',
           now() - interval '1 minute', 'message', now() - interval '1 day', now() - interval '1 minute'
    FROM generate_series(0, $1 - 1) AS n" -c 'VACUUM ANALYZE device' -c CHECKPOINT
}

# make_tables: the program's tables, made without starting it.
make_tables() {
  local file
  (cd "$work" && jar xf "$program/device-ingest.jar" BOOT-INF/classes/db/migration)
  # In the order of their numbers: V10 comes after V9.
  printf '%s\n' "$work"/BOOT-INF/classes/db/migration/V*.sql | sort -V >"$work/migrations"
  while read -r file; do sql deviceingest -1 -f "$file" </dev/null; done <"$work/migrations"
}

# take_schema DEVICES: the tables that routes/sql/store-messages.sql writes, and the devices.
take_schema() {
  make_tables
  sql deviceingest -c 'SELECT ensure_reading_partitions(3)' >/dev/null
  fill_devices "$1"
  sql deviceingest -c "INSERT INTO replica VALUES ('bench', now(), now(), now(), interval '90 seconds')"
}

# open_session: the program opens its session at the broker and leaves it.
open_session() {
  start_program
  await_ready
  stop_program
}

# since BEGIN: the seconds since then.
since() { awk -v begin="$1" -v end="$EPOCHREALTIME" 'BEGIN { printf "%.2f", end - begin }'; }

# measure_start: sets the seconds from start to ready, "start", and the processor seconds until then, "start_cpu".
measure_start() {
  local begin=$EPOCHREALTIME
  start_program
  await_ready
  start=$(since "$begin")
  cpu_ticks "$program_pid"
  stop_program
  start_cpu=$(awk -v ticks="$ticks" -v hertz="$(getconf CLK_TCK)" 'BEGIN { printf "%.2f", ticks / hertz }')
}

# metrics_stored: sets "stored" to the messages that the program says it has stored.
metrics_stored() { stored=$(metric device_ingest_messages_stored_total); }

# sample COMMAND: appends seconds, the messages stored and the three processor times to the samples. COMMAND sets "stored".
sample() {
  "$1"
  local line=$EPOCHREALTIME\ $stored pid
  for pid in "$mosquitto_pid" "$postgres_pid" "$program_pid"; do
    cpu_ticks "$pid"
    line+=" $ticks"
  done
  echo "$line" >>"$work/samples"
}

# sample_until MESSAGES COMMAND: takes samples until all are stored. Sets "peak_rss" of the program in MB.
sample_until() {
  local messages=$1 deadline=$((SECONDS + 60 + $1 / 500))
  : >"$work/samples"
  stored=0
  while [ "$stored" -lt "$messages" ]; do
    kill -0 "$program_pid" 2>/dev/null || die 'the program ended'
    [ "$SECONDS" -lt "$deadline" ] || die "only $stored of $messages messages were stored"
    sleep 0.2
    sample "$2"
  done
  peak_rss=$(awk '$1 == "VmHWM:" { print int($2 / 1024) }' "/proc/$program_pid/status")
}

# figures MESSAGES: sets the figures of the last two thirds: "rate" in messages a second, "seconds", "counted" messages,
# and the processor seconds "cpu_mosquitto", "cpu_postgres" and "cpu_program".
figures() {
  local rows window
  rows=$(sql deviceingest -c 'SELECT count(*) FROM reading')
  [ "$rows" -eq "$1" ] || die "the table has $rows rows, not $1"
  window=$(last_two_thirds "$1") || die 'too few samples: use more messages'
  read -r rate seconds counted cpu_mosquitto cpu_postgres cpu_program <<<"$window"
}

# empty_session MESSAGES [COMMAND]: the program stores all that waits; COMMAND sets how much that is, "stored", and is
# metrics_stored where none is named. Sets the figures, "mean_batch" in envelopes, and "emptied", the seconds from the start
# of the process until all is stored.
empty_session() {
  local batch_sum batch_count begin=$EPOCHREALTIME
  start_program
  await_ready
  sample_until "$1" "${2:-metrics_stored}"
  emptied=$(since "$begin")
  batch_sum=$(metric device_ingest_batch_size_sum 'batch="store"')
  batch_count=$(metric device_ingest_batch_size_count 'batch="store"')
  mean_batch=$((batch_sum / batch_count))
  stop_program
  figures "$1"
}

# microseconds SECONDS: of processor time, for each of the messages that count.
microseconds() { awk -v used="$1" -v counted="$counted" 'BEGIN { printf "%.2f", used / counted * 1e6 }'; }

# last_two_thirds MESSAGES: prints what the samples say from the first with a third to the last one before the end.
last_two_thirds() {
  awk -v messages="$1" -v hertz="$(getconf CLK_TCK)" '
    $2 >= messages / 3 && !begun { begun = 1; split($0, first) }
    !begun || $2 < messages || last[1] == first[1] { split($0, last) }
    END {
      seconds = last[1] - first[1]
      if (seconds <= 0) exit 1
      stored = last[2] - first[2]
      printf "%.0f %.3f %d", stored / seconds, seconds, stored
      for (i = 3; i <= 5; i++) printf " %.2f", (last[i] - first[i]) / hertz
      print ""
    }' "$work/samples"
}
