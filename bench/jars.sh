# shellcheck shell=bash
# The part that bench/compare and bench/start share: two jars, each with its own routes. Sourced after lib.sh and
# session.sh, not run.

# split_argument ARGUMENT: sets "jar" and "routes", which is a folder or a commit.
split_argument() {
  jar=$1 routes=
  if [ ! -f "$jar" ] && [[ $jar == *:* ]]; then
    routes=${jar##*:}
    jar=${jar%:*}
  fi
  [ -r "$jar" ] && [ -f "$jar" ] || die "there is no jar $jar" "try: bench/$(basename -- "$0") --help"
  jar=$(realpath "$jar")
  if [ -z "$routes" ]; then
    local folder
    folder=$(dirname "$jar")
    routes=$folder/routes
    if [ "$(basename "$folder")" = target ]; then routes=$(dirname "$folder")/routes; fi
  fi
  [ -d "$routes" ] || git -C "$repo" rev-parse -q --verify "$routes^{commit}" >/dev/null \
    || die "$routes is neither a folder nor a commit of this repository" "try: $jar:FOLDER, with the routes of that jar"
}

# take NAME ARGUMENT: takes the program of an argument as NAME.
take() {
  split_argument "$2"
  if [ ! -d "$routes" ]; then
    mkdir "$work/$1-commit"
    git -C "$repo" archive "$routes" routes | tar -x -C "$work/$1-commit"
    routes=$work/$1-commit/routes
  fi
  take_program "$1" "$jar" "$routes"
  say "$1: $jar with the routes in $routes"
}

# install NAME DEVICES: makes the database that each measurement of this program begins with.
install() {
  program=$work/$1
  start_mosquitto
  start_postgres "$1-database"
  open_session
  fill_devices "$2"
  stop_mosquitto
  stop_postgres
}
