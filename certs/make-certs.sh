#!/usr/bin/env bash
# Makes a private CA, a server certificate for the MQTT broker and a client
# certificate for device-ingest. Needs bash and OpenSSL 1.1.1 or 3, nothing else.
set -euo pipefail
# Fixed: the checks below mean ASCII, and the sort order must not vary.
export LC_ALL=C

CA_DAYS=3650
RENEW_DAYS=30
PORT=8883

usage() {
  cat <<'END'
Usage: make-certs.sh [options] HOST_OR_IP...

Makes a CA, a server certificate for the MQTT broker and a client certificate
for device-ingest. Name every host name and address under which clients reach
the broker; the first one also becomes the common name.

Options:
  --out DIR   write to DIR (default: the directory of this script)
  --days N    validity of the server and client certificate, 1 to 3650
              (default: 825; a new CA is always valid for 3650 days)
  --force     replace everything, the CA too: all devices then need the new ca.crt
  --help      print this text

Without --force, files that exist are used as follows:
  CA      kept. It signs what is made, so no device has to change.
  server  kept if it fits: signed by the CA, for the same names, valid for more
          than 30 days. Otherwise a new one is made.
  client  kept under the same conditions, without the names.
To replace the server certificate alone, delete server.crt and run this again.

Examples:
  make-certs.sh 10.42.0.1 broker.example.org
  make-certs.sh --out ~/mqtt-certs broker.example.org ::1 localhost
END
}

die() {
  printf 'make-certs.sh: %s\n' "$1" >&2
  shift
  if [ $# -gt 0 ]; then printf '  %s\n' "$@" >&2; fi
  exit 1
}

# bad ARGUMENT PROBLEM EXPECTED TRY: reports input that cannot be used.
bad() {
  printf "make-certs.sh: argument '%s': %s\n" "$1" "$2" >&2
  printf '  expected: %s\n' "$3" >&2
  printf '  try:      %s\n' "$4" >&2
  exit 2
}

is_ipv4() {
  local octet='(0|[1-9][0-9]{0,2})' part
  [[ $1 =~ ^$octet\.$octet\.$octet\.$octet$ ]] || return 1
  for part in "${BASH_REMATCH[@]:1}"; do
    [ "$part" -le 255 ] || return 1
  done
}

# count_groups TEXT: number of 16-bit groups in TEXT, fails if TEXT is malformed.
count_groups() {
  local colons
  if [ -z "$1" ]; then echo 0; return; fi
  [[ $1 =~ ^[0-9A-Fa-f]{1,4}(:[0-9A-Fa-f]{1,4})*$ ]] || return 1
  colons=${1//[!:]/}
  echo $((${#colons} + 1))
}

is_ipv6() {
  local addr=$1 left right
  [[ $addr == *:*:* ]] || return 1
  # An IPv4 address at the end stands for the last two groups.
  if [[ $addr == *.* ]]; then
    is_ipv4 "${addr##*:}" || return 1
    addr="${addr%:*}:0:0"
  fi
  if [[ $addr == *::* ]]; then
    left=$(count_groups "${addr%%::*}") || return 1
    right=$(count_groups "${addr#*::}") || return 1
    [ $((left + right)) -le 7 ]
  else
    left=$(count_groups "$addr") || return 1
    [ "$left" -eq 8 ]
  fi
}

is_dns_name() {
  # With the underscore that names of containers have; who resolves them is not asked here.
  local label='[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?'
  [ ${#1} -le 253 ] && [[ ${1#\*.} =~ ^$label(\.$label)*$ ]]
}

# check_host ARGUMENT: prints IP or DNS, or ends the script with a hint.
check_host() {
  local expected='a host name (broker.example.org), an IPv4 address (10.42.0.1) or an IPv6 address (::1)'
  local arg=$1 rest
  case $arg in
  '') bad "$arg" 'is empty' "$expected" 'remove it, or check the variable it comes from' ;;
  */*)
    rest=${arg#*://}
    rest=${rest%%/*}
    if [[ $rest =~ ^([^:]+):[0-9]+$ ]]; then rest=${BASH_REMATCH[1]}; fi
    bad "$arg" 'contains a slash' "$expected" "only the host, without scheme, path or prefix length: ${rest:-broker.example.org}" ;;
  *[[:space:],\;]*) bad "$arg" 'contains a space, a comma or a semicolon' "$expected" 'each name or address as an argument of its own' ;;
  *\[* | *\]*)
    rest=${arg#\[}
    bad "$arg" 'contains brackets' "$expected" "the address without brackets and port: ${rest%%\]*}" ;;
  *%*) bad "$arg" 'contains a zone (%)' "$expected" "the address without the zone: ${arg%%\%*}" ;;
  *[!\ -~]*) bad "$arg" 'contains characters outside ASCII' "$expected" 'the name in its encoded form, which starts with xn--' ;;
  esac
  if [[ $arg =~ ^[0-9.]+$ ]]; then
    is_ipv4 "$arg" || bad "$arg" 'is not an IPv4 address' 'four numbers from 0 to 255 without leading zeros, such as 10.42.0.1' 'the address that the devices connect to'
    echo IP
    return
  fi
  if [[ $arg == *:* ]]; then
    if is_ipv6 "$arg"; then echo IP; return; fi
    if [[ $arg =~ ^([^:]+):[0-9]+$ ]]; then
      bad "$arg" 'contains a port' "$expected" "the host without the port: ${BASH_REMATCH[1]}"
    fi
    bad "$arg" 'is not an IPv6 address' 'eight groups of up to four hexadecimal digits, or fewer with one ::' 'such as fd00::1'
  fi
  if is_dns_name "$arg"; then echo DNS; return; fi
  case $arg in
  *.) bad "$arg" 'ends with a dot' "$expected" "the name without the last dot: ${arg%.}" ;;
  *\**) bad "$arg" 'has a wildcard in the wrong place' 'a wildcard only as the whole first part, such as *.example.org' "'*.example.org' in quotes" ;;
  esac
  bad "$arg" 'is not a host name' 'up to 253 characters; parts of 1 to 63 letters, digits, hyphens and underscores, no hyphen at the ends' 'such as broker.example.org'
}

# --- arguments ---------------------------------------------------------------

script_dir=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
out=$script_dir
days=825
force=false
hosts=()

while [ $# -gt 0 ]; do
  case $1 in
  --help | -h) usage; exit 0 ;;
  --force) force=true ;;
  --out | --days)
    [ $# -ge 2 ] || bad "$1" 'has no value' "$1 and a value after it" '--out DIR or --days 825'
    if [ "$1" = --out ]; then out=$2; else days=$2; fi
    shift ;;
  --out=*) out=${1#*=} ;;
  --days=*) days=${1#*=} ;;
  --) shift; hosts+=("$@"); break ;;
  -*)
    printf "make-certs.sh: unknown option '%s'\n\n" "$1" >&2
    usage >&2
    exit 2 ;;
  *) hosts+=("$1") ;;
  esac
  shift
done

if [ ${#hosts[@]} -eq 0 ]; then
  printf 'make-certs.sh: no host name or address given\n\n' >&2
  usage >&2
  exit 2
fi
if ! [[ $days =~ ^[1-9][0-9]{0,3}$ ]] || [ "$days" -gt "$CA_DAYS" ]; then
  bad "--days $days" 'is not a usable number of days' "a whole number from 1 to $CA_DAYS, the life of the CA" '--days 825'
fi
[ -n "$out" ] || bad '--out' 'is empty' 'a directory' '--out DIR, or leave --out away'

dns_names=()
ip_addresses=()
seen=' '
for host in "${hosts[@]}"; do
  kind=$(check_host "$host")
  lower=$(printf %s "$host" | tr '[:upper:]' '[:lower:]')
  case $seen in *" $lower "*) continue ;; esac
  seen="$seen$lower "
  if [ "$kind" = DNS ]; then dns_names+=("$lower"); else ip_addresses+=("$lower"); fi
done
common_name=$(printf %s "${hosts[0]}" | tr '[:upper:]' '[:lower:]')
# X.509 allows 64 characters in a common name.
[ ${#common_name} -le 64 ] || bad "${hosts[0]}" 'is too long for the common name' 'a first name or address of at most 64 characters' 'a shorter name or an address first, the long name after it'

command -v openssl >/dev/null || die 'openssl was not found on the PATH' 'expected: OpenSSL 1.1.1 or 3' 'try:      install the package "openssl" of your system'
version=$(openssl version)
case $version in
'OpenSSL 1.1.1'* | 'OpenSSL '[3-9]*) ;;
*) die "cannot use this openssl: $version" 'expected: OpenSSL 1.1.1 or 3' 'try:      install it and put it first on the PATH (on macOS: brew install openssl@3)' ;;
esac

# --- directory ---------------------------------------------------------------

# The directory gets the ordinary mode, since others may read ca.crt; only
# what is written from here on is private first.
mkdir -p -- "$out" 2>/dev/null || die "cannot make the directory '$out'" 'expected: a path that can be created' 'try:      --out with a directory of your own'
out=$(CDPATH='' cd -- "$out" && pwd) || die 'cannot enter the directory given with --out'
[ -w "$out" ] || die "cannot write to '$out'" 'try:      --out with a directory of your own, or run as the owner of this one'
umask 077

tmp=
cleanup() { [ -z "$tmp" ] || rm -rf -- "$tmp"; }
trap cleanup EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
# Inside the target directory: the files are then put in place by a rename,
# and no key is ever written to another file system.
tmp=$(mktemp -d "$out/.make-certs.XXXXXX")

# ssl ARGUMENTS: runs openssl, its messages are shown only when it fails.
ssl() {
  openssl "$@" 2>"$tmp/log" && return
  cat "$tmp/log" >&2
  die "openssl $1 failed, see above; nothing was changed"
}

# The configuration of the system is not used: it may add or change extensions.
# extendedKeyUsage and subjectAltName are not critical, because BearSSL rejects
# critical extensions that it does not know.
write_config() {
  local name n
  cat <<END
[req]
prompt = no
string_mask = utf8only
distinguished_name = subject
[subject]
CN = $1
[ca]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
subjectAltName = @names
[client]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
[names]
END
  # ${array[@]+...}: bash before 4.4 takes an empty array for an unset variable.
  n=0
  for name in ${dns_names[@]+"${dns_names[@]}"}; do n=$((n + 1)); echo "DNS.$n = $name"; done
  n=0
  for name in ${ip_addresses[@]+"${ip_addresses[@]}"}; do n=$((n + 1)); echo "IP.$n = $name"; done
}

new_key() {
  ssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:named_curve -out "$1"
}

new_serial() { printf '0x%s' "$(openssl rand -hex 16)"; }

# make_leaf NAME COMMON_NAME: makes NAME.key and NAME.crt in $tmp; NAME is also
# the section with the extensions.
make_leaf() {
  write_config "$2" >"$tmp/openssl.cnf"
  new_key "$tmp/$1.key"
  ssl req -new -config "$tmp/openssl.cnf" -key "$tmp/$1.key" -out "$tmp/$1.csr"
  ssl x509 -req -sha256 -in "$tmp/$1.csr" -CA "$ca_crt" -CAkey "$ca_key" \
    -set_serial "$(new_serial)" -days "$days" \
    -extfile "$tmp/openssl.cnf" -extensions "$1" -out "$tmp/$1.crt"
  ssl verify -no-CApath -CAfile "$ca_crt" -purpose "ssl$1" "$tmp/$1.crt" >/dev/null
}

end_of() { openssl x509 -in "$1" -noout -enddate | cut -d= -f2; }

# The alternative names, one per line and sorted, as openssl spells them.
names_of() {
  openssl x509 -in "$1" -noout -ext subjectAltName 2>/dev/null |
    sed -e 1d | tr ',' '\n' | sed -e 's/^ *//' -e 's/ *$//' | sort
}

same_key() {
  local public
  public=$(openssl x509 -in "$1" -noout -pubkey 2>/dev/null) || return 1
  [ "$public" = "$(openssl pkey -in "$2" -pubout 2>/dev/null)" ]
}

# why_not NAME: prints why the existing NAME.crt and NAME.key cannot be kept,
# nothing if they can.
why_not() {
  local crt="$out/$1.crt" key="$out/$1.key"
  if [ ! -e "$crt" ] && [ ! -e "$key" ]; then echo missing
  elif [ ! -e "$crt" ]; then echo "$1.crt was missing"
  elif [ ! -e "$key" ]; then echo "$1.key was missing"
  elif ! openssl x509 -in "$crt" -noout >/dev/null 2>&1; then echo "$1.crt was not a certificate"
  elif ! same_key "$crt" "$key"; then echo "$1.key did not belong to $1.crt"
  elif ! openssl x509 -in "$crt" -noout -checkend $((RENEW_DAYS * 86400)) >/dev/null; then echo "the old one ends on $(end_of "$crt")"
  elif ! openssl verify -no-CApath -CAfile "$ca_crt" -purpose "ssl$1" "$crt" >/dev/null 2>&1; then echo 'the old one was not signed by this CA for this purpose'
  elif [ "$1" = server ] && [ "$(names_of "$crt")" != "$(names_of "$tmp/server.crt")" ]; then
    echo "the old one was for $(names_of "$crt" | paste -s -d ' ' -)"
  fi
}

# --- CA ----------------------------------------------------------------------

ca_crt="$out/ca.crt"
ca_key="$out/ca.key"
notes=()
install_names=()

if [ "$force" = false ] && { [ -e "$ca_crt" ] || [ -e "$ca_key" ]; }; then
  new_ca='or use --force for a new CA; all devices then need the new ca.crt'
  [ -e "$ca_key" ] || die "'$ca_crt' exists, but ca.key does not: nothing can be signed" 'expected: both files of the CA' "try:      put ca.key back, $new_ca"
  [ -e "$ca_crt" ] || die "'$ca_key' exists, but ca.crt does not" 'expected: both files of the CA' "try:      put ca.crt back, $new_ca"
  [ -r "$ca_key" ] || die "cannot read '$ca_key'" 'expected: that you own the key of the CA' "try:      run this as the owner of the file, or --out with another directory"
  same_key "$ca_crt" "$ca_key" || die "'$ca_key' does not belong to '$ca_crt'" 'expected: two PEM files of the same CA' "try:      put the right file back, $new_ca"
  openssl x509 -in "$ca_crt" -noout -checkend 0 >/dev/null || die "the CA has expired: $(end_of "$ca_crt")" 'expected: a CA that is still valid' 'try:      --force for a new CA; all devices then need the new ca.crt'
  ca_done=kept
  if ! openssl x509 -in "$ca_crt" -noout -checkend $((days * 86400)) >/dev/null; then
    notes+=("The CA ends on $(end_of "$ca_crt"), before a certificate of $days days: all devices need a new ca.crt by then.")
  fi
else
  ca_done=new
  if [ -e "$ca_crt" ] || [ -e "$ca_key" ]; then
    ca_done=replaced
    notes+=('The CA was replaced: every device, device-ingest and the broker need the new ca.crt.')
  fi
  ca_crt="$tmp/ca.crt"
  ca_key="$tmp/ca.key"
  # The random part tells this CA from an older one of the same kind.
  write_config "device-ingest CA $(openssl rand -hex 4)" >"$tmp/openssl.cnf"
  new_key "$ca_key"
  ssl req -new -x509 -sha256 -config "$tmp/openssl.cnf" -extensions ca -key "$ca_key" \
    -set_serial "$(new_serial)" -days "$CA_DAYS" -out "$ca_crt"
  install_names+=(ca)
fi

# --- server and client -------------------------------------------------------

# Made in any case: comparing it with the existing one is the exact way to know
# whether the names are the same.
make_leaf server "$common_name"
make_leaf client device-ingest

server_done=new
client_done=new
for name in server client; do
  state=new
  if [ "$force" = true ]; then
    if [ -e "$out/$name.crt" ] || [ -e "$out/$name.key" ]; then state=replaced; fi
  else
    reason=$(why_not "$name")
    case $reason in
    '')
      state=kept
      if [ "$name" = server ]; then notes+=('server.crt was kept: it is for these names already. For a new one, delete it and run this again.'); fi ;;
    missing) ;;
    *)
      state=replaced
      notes+=("$name.crt was replaced: $reason") ;;
    esac
  fi
  [ "$state" = kept ] || install_names+=("$name")
  if [ "$name" = server ]; then server_done=$state; else client_done=$state; fi
done
if [ "$server_done" = replaced ]; then
  notes+=('Restart the broker. If server.key had another owner or mode, set it again.')
fi

# Not to be interrupted: a key and its certificate belong together.
trap '' HUP INT TERM
for name in ${install_names[@]+"${install_names[@]}"}; do
  chmod 600 "$tmp/$name.key"
  chmod 644 "$tmp/$name.crt"
  mv -f -- "$tmp/$name.key" "$out/$name.key"
  mv -f -- "$tmp/$name.crt" "$out/$name.crt"
done

# --- report ------------------------------------------------------------------

# Shorter to read and to type when it lies below the current directory.
shown=$out
case $out in
"$PWD") shown=. ;;
"$PWD"/*) shown=${out#"$PWD"/} ;;
esac
dir=$(printf %q "$shown")

printf 'Files in %s:\n' "$shown"
row() { printf '  %-11s %-9s %s\n' "$1" "$2" "$3"; }
row ca.crt "$ca_done" 'public: for the devices, for device-ingest (MQTT_CA_FILE), for the broker'
row ca.key "$ca_done" 'SECRET: only this script needs it; best kept away from the broker'
row server.crt "$server_done" 'public: for the broker'
row server.key "$server_done" 'SECRET: for the broker only'
row client.crt "$client_done" 'public: for device-ingest (MQTT_CERT_FILE), if the broker asks for one'
row client.key "$client_done" 'SECRET: for device-ingest only (MQTT_KEY_FILE)'

printf '\nServer names:           %s\n' "$(names_of "$out/server.crt" | paste -s -d ' ' -)"
printf 'Server valid until:     %s\n' "$(end_of "$out/server.crt")"
printf 'CA valid until:         %s\n' "$(end_of "$out/ca.crt")"
printf 'CA fingerprint SHA-256: %s\n' "$(openssl x509 -in "$out/ca.crt" -noout -fingerprint -sha256 | cut -d= -f2)"

if [ ${#notes[@]} -gt 0 ]; then
  printf '\nNote:\n'
  printf '  %s\n' "${notes[@]}"
fi

# A wildcard cannot be connected to, so a host that it covers is made up.
host=${common_name/#\*./broker.}
connect=$host
verify="-verify_hostname $host"
if [ "$(check_host "$host")" = IP ]; then
  verify="-verify_ip $host"
  case $host in *:*) connect="[$host]" ;; esac
fi
printf '\nTo try, once the broker runs with these files. The first prints "Verification: OK";\n'
printf 'add -u USER -P PASSWORD to the second if the broker asks for a password.\n'
printf "  openssl s_client -brief -connect '%s:%s' -CAfile %s/ca.crt %s -verify_return_error </dev/null\n" "$connect" "$PORT" "$dir" "$verify"
printf '  mosquitto_pub -V 5 -h %s -p %s --cafile %s/ca.crt --cert %s/client.crt --key %s/client.key -t test/hello -m hello -q 1 -d\n' "$host" "$PORT" "$dir" "$dir" "$dir"
