# shellcheck shell=bash
# Where things are: what belongs to this clone, what all clones share, and what a run remembers.

DATA=$ROOT/.data                 # databases, ports, passwords, logs of this clone; ./dev reset deletes it
LOGS=$DATA/log
SHOP=$ROOT/target/shop           # the built shop: binary, names of the hashed files, stamp of its sources
SITE=$ROOT/target/site           # what the browser gets: bundle, styles, assets
CACHE=${ROCKET_PARTS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/rocket-parts}
TOOLS=$CACHE/tools

export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$CACHE/target}
export SQLX_OFFLINE=true         # builds read .sqlx and need no database
export PATH=$TOOLS/bin:$ROOT/end2end/node_modules/.bin:$PATH:/usr/sbin

# A setting in .env counts unless the environment already has it.
if [[ -f $ROOT/.env ]]; then
  while IFS='=' read -r key value; do
    [[ $key =~ ^[A-Z_]+$ && -z ${!key+set} ]] && export "$key=$value"
  done <"$ROOT/.env"
fi

# remember KEY VALUE, recall KEY: ports and the like, in .data/ports.
remember() {
  mkdir -p "$DATA"
  { grep -v "^$1=" "$DATA/ports" 2>/dev/null || true; printf '%s=%s\n' "$1" "$2"; } >"$DATA/ports.new"
  mv "$DATA/ports.new" "$DATA/ports"
}

recall() { sed -n "s/^$1=//p" "$DATA/ports" 2>/dev/null; }

# secret KEY: a password of this clone, made up when first asked for.
secret() {
  mkdir -p "$DATA"
  local file=$DATA/secrets
  if ! grep -qs "^$1=" "$file"; then
    (umask 077 && printf '%s=%s\n' "$1" "$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')" >>"$file")
  fi
  sed -n "s/^$1=//p" "$file"
}

# with_clones_waiting COMMAND…: one clone at a time looks for a port and takes it.
with_clones_waiting() {
  local lock code=0
  mkdir -p "$CACHE"
  exec {lock}>"$CACHE/ports.lock"
  flock "$lock"
  LOCK_FD=$lock "$@" || code=$?
  exec {lock}>&-
  return "$code"
}

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# free_port FIRST: the first port from there on that nobody listens on.
free_port() {
  local port=$1
  while listening "$port"; do port=$((port + 1)); done
  echo "$port"
}

# ours PIDFILE MARK: the process named in the file, if it lives and its command line carries MARK;
# a pid that has passed on to some other program is never ours.
ours() {
  local pid
  pid=$(cat "$1" 2>/dev/null) || return 1
  [[ $pid =~ ^[0-9]+$ ]] && tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF -- "$2" && echo "$pid"
}

# end_process WHAT PID: asks it to end and waits until it has.
end_process() {
  local waited=0
  kill -TERM "$2" 2>/dev/null || return 0
  while kill -0 "$2" 2>/dev/null; do
    ((waited++ < 300)) || die "$1 (process $2) does not end. Look at it with: ps -fp $2"
    sleep 0.1
  done
  say "$1 stopped"
}
