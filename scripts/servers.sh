# shellcheck shell=bash
# The private MariaDB and Redis of this clone, or the servers that DATABASE_URL and REDIS_URL name.
# They listen on the loopback address only, on ports of their own, and outlive a run until ./dev stop.

MARIADB=$DATA/mariadb
REDIS=$DATA/redis
GIVEN_DATABASE=${DATABASE_URL:-}
GIVEN_REDIS=${REDIS_URL:-}
STARTED=() # what this very call started

# What the private servers are made of, and what else is named; asked for in one go, before anything long begins.
need_servers() {
  [[ -n $GIVEN_DATABASE ]] || set -- "$@" mariadbd mariadb
  [[ -n $GIVEN_REDIS ]] || set -- "$@" redis-server redis-cli
  need_commands "$@"
}

# Sets DATABASE_URL and REDIS_URL, and starts what they need.
use_servers() {
  need_servers
  [[ -n $GIVEN_DATABASE ]] || use_private_database
  [[ -n $GIVEN_REDIS ]] || use_private_redis
  export DATABASE_URL REDIS_URL
}

use_private_database() {
  if ! database_process >/dev/null; then
    with_clones_waiting start_database
    STARTED+=(database)
  fi
  DATABASE_URL=mysql://rocket:$(secret MYSQL_PASSWORD)@127.0.0.1:$(recall MYSQL_PORT)/rocket_parts
}

use_private_redis() {
  if ! redis_process >/dev/null; then
    with_clones_waiting start_redis
    STARTED+=(redis)
  fi
  REDIS_URL=redis://:$(secret REDIS_PASSWORD)@127.0.0.1:$(recall REDIS_PORT)/0
}

database_process() { ours "$MARIADB/pid" "$MARIADB/"; }
redis_process() { ours "$REDIS/pid" "$REDIS/"; }

# as_service NAME COMMAND…: under root, a server runs as the account Debian made for it, if there is one
# and it can reach the clone; otherwise as whoever calls.
as_service() {
  local account=$1
  shift
  if service_account "$account"; then
    setpriv --reuid="$account" --regid="$account" --clear-groups -- "$@"
  else
    "$@"
  fi
}

service_account() {
  [[ $(id -u) == 0 ]] && id "$1" >/dev/null 2>&1 &&
    setpriv --reuid="$1" --regid="$1" --clear-groups -- test -x "$DATA"
}

# server_folder FOLDER ACCOUNT: made if missing, owned by who will write there.
server_folder() {
  mkdir -p "$1"
  if service_account "$2"; then chown -R "$2:$2" "$1"; fi
}

# launch COMMAND…: in a session of its own, so that Ctrl-C ends ./dev and not the server.
launch() {
  local account=$1
  shift
  (
    cd /
    [[ -z ${LOCK_FD:-} ]] || exec {LOCK_FD}>&- # the lock is not the server's to hold
    as_service "$account" setsid "$@" </dev/null >/dev/null 2>&1 &
  )
}

# await WHAT LOG COMMAND…: until the command succeeds, half a minute at most.
await() {
  local what=$1 log=$2 waited=0
  shift 2
  until "$@" >/dev/null 2>&1; do
    ((waited++ < 300)) || die "$what does not answer. The end of its log, ${log#"$ROOT/"}:
$(tail -n 20 "$log" 2>&1)"
    sleep 0.1
  done
}

start_database() {
  local port socket=$MARIADB/socket
  port=$(recall MYSQL_PORT)
  port=$(free_port "${port:-33061}")
  remember MYSQL_PORT "$port"
  # A socket's path has at most 108 bytes; a clone may lie deeper than that.
  if ((${#socket} > 100)); then
    socket=$(recall MYSQL_SOCKET)
    [[ -d ${socket%/*} && -n $socket ]] || socket=$(mktemp -d /tmp/rocket-parts.XXXXXX)/socket
    server_folder "${socket%/*}" mysql
  fi
  remember MYSQL_SOCKET "$socket"
  mkdir -p "$MARIADB/tmp"
  database_settings "$port" "$socket" >"$MARIADB/my.cnf"
  server_folder "$MARIADB" mysql
  [[ -d $MARIADB/data ]] || during mariadb-install "Making an empty database in .data/mariadb" install_database ||
    die "The private database could not be made. Another server can be named by DATABASE_URL."
  launch mysql mariadbd --defaults-file="$MARIADB/my.cnf"
  await "MariaDB" "$MARIADB/log.err" database_client -e 'select 1'
  database_client <<SQL
create database if not exists rocket_parts character set utf8mb4 collate utf8mb4_unicode_ci;
create user if not exists 'rocket'@'127.0.0.1';
alter user 'rocket'@'127.0.0.1' identified by '$(secret MYSQL_PASSWORD)';
grant all on \`rocket\\_parts%\`.* to 'rocket'@'127.0.0.1';
grant all on \`\\_sqlx\\_test%\`.* to 'rocket'@'127.0.0.1';
SQL
  say "MariaDB runs on 127.0.0.1:$port"
}

database_settings() {
  cat <<CNF
# Written by ./dev at each start.
[mariadbd]
user = $(service_account mysql && echo mysql || id -un)
datadir = $MARIADB/data
# Of its own: a server that starts clears what it takes for leavings of its last run.
tmpdir = $MARIADB/tmp
socket = $2
pid-file = $MARIADB/pid
log-error = $MARIADB/log.err
bind-address = 127.0.0.1
port = $1
skip-name-resolve
max-connections = 400
character-set-server = utf8mb4
collation-server = utf8mb4_unicode_ci
transaction-isolation = READ-COMMITTED
# As durable as production, and with the log a replica would follow.
innodb-flush-log-at-trx-commit = 1
sync-binlog = 1
server-id = 1
log-bin = $MARIADB/data/bin
binlog-format = ROW
binlog-expire-logs-seconds = 86400
gtid-strict-mode = 1
log-slave-updates = 1
CNF
}

install_database() {
  # Renamed when complete: one that was interrupted is made again.
  rm -rf "$MARIADB/data.new"
  (cd / && TMPDIR=$MARIADB/tmp as_service mysql mariadb-install-db --no-defaults --datadir="$MARIADB/data.new" --force --skip-name-resolve \
    --auth-root-authentication-method=socket --auth-root-socket-user="$(id -un)" --skip-test-db) &&
    mv "$MARIADB/data.new" "$MARIADB/data"
}

# The administrator's door: the socket, open to whoever made the database.
database_client() { mariadb --no-defaults --socket="$(recall MYSQL_SOCKET)" --user="$(id -un)" --batch "$@"; }

start_redis() {
  local port
  port=$(recall REDIS_PORT)
  port=$(free_port "${port:-63791}")
  remember REDIS_PORT "$port"
  mkdir -p "$REDIS"
  (umask 077 && redis_settings "$port" >"$REDIS/redis.conf")
  server_folder "$REDIS" redis
  launch redis redis-server "$REDIS/redis.conf"
  await "Redis" "$REDIS/log" redis_client ping
  say "Redis runs on 127.0.0.1:$port"
}

redis_settings() {
  cat <<CONF
# Written by ./dev at each start.
bind 127.0.0.1
port $1
requirepass $(secret REDIS_PASSWORD)
dir $REDIS
pidfile $REDIS/pid
logfile $REDIS/log
appendonly yes
set-proc-title no
CONF
}

redis_client() { REDISCLI_AUTH=$(secret REDIS_PASSWORD) redis-cli -e -h 127.0.0.1 -p "$(recall REDIS_PORT)" "$@"; }

# database_named SUFFIX: the URL of a sister database on the same server.
database_named() {
  local address=${DATABASE_URL%%\?*} options=
  [[ $DATABASE_URL == *\?* ]] && options="?${DATABASE_URL#*\?}"
  echo "${address}_$1$options"
}

# fresh_database SUFFIX: that database, emptied.
fresh_database() {
  local url name
  url=$(database_named "$1")
  if [[ -n $GIVEN_DATABASE ]]; then
    need_sqlx
    sqlx database drop -y --database-url "$url" && sqlx database create --database-url "$url"
  else
    name=rocket_parts_$1
    database_client -e "drop database if exists $name; create database $name character set utf8mb4 collate utf8mb4_unicode_ci"
  fi
}

# redis_numbered N: the URL of database N of the same Redis.
redis_numbered() {
  [[ $REDIS_URL =~ ^([a-z+]+://[^/?]+)(/[0-9]*)?(\?.*)?$ ]] || die "REDIS_URL is not of the form redis://host:port/number: $REDIS_URL"
  echo "${BASH_REMATCH[1]}/$1${BASH_REMATCH[3]}"
}

# fresh_redis N: that number, emptied.
fresh_redis() {
  if [[ -n $GIVEN_REDIS ]]; then
    need_commands redis-cli
    # A password without a user is that of the user default; redis-cli wants to be told.
    redis-cli -e -u "$(redis_numbered "$1" | sed 's|://:|://default:|')" flushdb >/dev/null
  else
    redis_client -n "$1" flushdb >/dev/null
  fi
}

# stop_servers database|redis…: those of this clone, if they run.
stop_servers() {
  local what pid
  for what in "$@"; do
    if pid=$("${what}_process"); then end_process "The private $what" "$pid"; fi
  done
}
