# shellcheck shell=bash
# The database tests on a real MySQL server. Debian 12 has none, so Debian sid's is unpacked into a folder
# of the shared cache and run from there as a chroot; nothing is installed on the system.

MYSQL_ROOT=$CACHE/mysql-server
MYSQL_RUN= # the folder of this run inside the chroot, as seen from outside

real_mysql_tests() {
  [[ $(id -u) == 0 ]] || die "./dev test mysql needs root, for a chroot. Without it, name a MySQL server:

    DATABASE_URL=mysql://user:password@host/database ./dev test db"
  need_rust
  [[ -n $GIVEN_REDIS ]] || use_private_redis
  unpack_mysql
  with_clones_waiting start_real_mysql
  export DATABASE_URL REDIS_URL
  REDIS_URL=$(redis_numbered 1)
  nextest mysql "Testing store and server on MySQL $(mysql_version)" -p store -p server
}

mysql_version() { chroot "$MYSQL_ROOT" mysqld --version | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -n 1; }

unpack_mysql() {
  [[ -d $MYSQL_ROOT ]] && return
  need_commands mmdebstrap
  during mysql-unpack "Unpacking a MySQL server from Debian sid (once, 350 MB)" unpack_sid "$MYSQL_ROOT.new" ||
    die "The MySQL server could not be fetched."
  mv "$MYSQL_ROOT.new" "$MYSQL_ROOT"
}

unpack_sid() {
  rm -rf "$1"
  mmdebstrap --mode=root --variant=extract --include=mysql-server-core,mysql-client-core,base-files,libc6 \
    --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Check-Valid-Until "false"' sid "$1" || return
  mkdir -p "$1/dev" "$1/tmp" "$1/srv" "$1/etc" && chmod 755 "$1" && chmod 1777 "$1/tmp" || return
  [[ -e $1/dev/null ]] || mknod -m 666 "$1/dev/null" c 1 3 || return
  [[ -e $1/dev/urandom ]] || mknod -m 666 "$1/dev/urandom" c 1 9 || return
  echo 'mysql:x:9306:9306::/srv:/bin/false' >>"$1/etc/passwd"
  echo 'mysql:x:9306:' >>"$1/etc/group"
}

# A new server for each run, in a folder of its own, gone afterwards.
start_real_mysql() {
  local port inside
  MYSQL_RUN=$(mktemp -d "$MYSQL_ROOT/srv/run.XXXXXX")
  inside=${MYSQL_RUN#"$MYSQL_ROOT"}
  port=$(free_port 33841)
  cat >"$MYSQL_RUN/init.sql" <<SQL
alter user 'root'@'localhost' identified by '$(secret MYSQL_PASSWORD)';
create database rocket_parts_test;
create user 'rocket'@'127.0.0.1' identified by '$(secret MYSQL_PASSWORD)';
grant all on \`rocket\\_parts%\`.* to 'rocket'@'127.0.0.1';
grant all on \`\\_sqlx\\_test%\`.* to 'rocket'@'127.0.0.1';
SQL
  chown -R 9306:9306 "$MYSQL_RUN"
  during mysql-install "Making an empty MySQL database" chroot "$MYSQL_ROOT" mysqld --no-defaults --user=mysql \
    --initialize-insecure --secure-file-priv=NULL --datadir="$inside/data" || die "MySQL could not make its database."
  (
    exec {LOCK_FD}>&-
    setsid chroot "$MYSQL_ROOT" mysqld --no-defaults --user=mysql --datadir="$inside/data" --socket="$inside/socket" \
      --pid-file="$inside/pid" --log-error="$inside/log.err" --port="$port" --bind-address=127.0.0.1 --mysqlx=OFF \
      --secure-file-priv=NULL --skip-name-resolve --init-file="$inside/init.sql" --max-connections=400 \
      --character-set-server=utf8mb4 --collation-server=utf8mb4_unicode_ci \
      --transaction-isolation=READ-COMMITTED </dev/null >/dev/null 2>&1 &
  )
  await "MySQL" "$MYSQL_RUN/log.err" listening "$port"
  say "MySQL runs on 127.0.0.1:$port"
  DATABASE_URL=mysql://rocket:$(secret MYSQL_PASSWORD)@127.0.0.1:$port/rocket_parts_test
}

stop_real_mysql() {
  [[ -n $MYSQL_RUN ]] || return 0
  local pid
  if pid=$(ours "$MYSQL_RUN/pid" "${MYSQL_RUN#"$MYSQL_ROOT"}/"); then end_process "MySQL" "$pid"; fi
  rm -rf "$MYSQL_RUN"
}
