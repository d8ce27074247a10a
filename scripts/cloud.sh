# shellcheck shell=bash
# ./dev cloud: the drawing on one machine. Every host is a network namespace (scripts/cloud-network.sh), every box a stand-in
# with a short file in infra/cloud, every connection as on AWS. It runs until ./dev cloud down.

CLOUD=$DATA/cloud
CLOUD_LOGS=$LOGS/cloud
# In the order in which they need each other. web3 is for growing, and starts when it is asked for.
CLOUD_PROCESSES=(dns primary replica cache lake assets warehouse1 warehouse2 worker1 worker2 web1 web2 reports balancer edge edge-tls)
SHOP_IN_CLOUD=$CLOUD/program/rocket-parts # the build at the time it was started: the next one does not change it

cloud() {
  local what=${1:-up}
  shift || true
  need_cloud
  case $what in
    up) cloud_up ;;
    down) cloud_down ;;
    status) cloud_status "$@" ;;
    in) [[ -n ${2:-} ]] || die "Where, and what? ./dev cloud in HOST COMMAND…; hosts: $(cloud_hosts | paste -sd ' ')"; in_host "$@" ;;
    start | stop | kill) cloud_change "$what" "$@" ;;
    sql) cloud_sql "$@" ;;
    admin) cloud_admin "$@" ;;
    operate) operate "$@" ;;
    *) die "There is no ./dev cloud $what. There is: up, down, status [--watch], in HOST COMMAND…, start, stop and kill PROCESS…,
sql primary|replica STATEMENT, admin ARGUMENTS…, operate ROLE ARGUMENTS…" ;;
  esac
}

can_cloud() { [[ $(uname) == Linux && $(id -u) == 0 ]]; }

need_cloud() {
  can_cloud || die "./dev cloud needs root on Linux: every host of the drawing is a network namespace. Nothing outside of them is
changed, and ./dev cloud down removes them. Without root, ./dev run has the shop alone."
  need_commands ip nft openssl curl dnsmasq haproxy varnishd nginx redis-server redis-cli mariadbd mariadb python3
}

# Once more is fine: what runs already is left alone.
cloud_up() {
  local process
  build_shop
  mkdir -p "$CLOUD/run" "$CLOUD/settings" "$CLOUD_LOGS"
  chmod 700 "$CLOUD"
  cloud_network
  cloud_certificates
  put_build
  for process in dns primary replica cache lake assets; do cloud_begin "$process"; done
  if ! shop_speaks_tls; then for process in "${!CLOUD_HOST[@]}"; do [[ $process != tls-* ]] || cloud_begin "$process"; done; fi
  cloud_database
  for process in "${CLOUD_PROCESSES[@]}"; do cloud_begin "$process"; done
  for process in "${CLOUD_PROCESSES[@]}"; do cloud_ready "$process"; done
  until_served
  say "The shop is open: $(cloud_url), for whoever is in its network: ./dev cloud in visitor COMMAND…"
  say "./dev cloud status shows what is up, ./dev cloud down ends it"
}

cloud_url() { echo "https://$SHOP_NAME"; }

# cloud_begin PROCESS: unless it runs.
cloud_begin() { cloud_is_up "$1" || cloud_start "$1"; }

cloud_change() {
  local how=$1 process
  shift
  for process in "$@"; do
    [[ -n ${CLOUD_HOST[$process]:-} ]] || die "There is no process $process. There is: ${!CLOUD_HOST[*]}"
    "cloud_$how" "$process"
    [[ $how != start ]] || cloud_ready "$process"
  done
}

# A shop that was built without TLS for Redis has it at its side.
shop_speaks_tls() { [[ ! -f ${SHOP_IN_CLOUD%/*}/without-tls ]]; }
note_tls() { ! grep -qF "can't connect with TLS, the feature is not enabled" "$1/rocket-parts" || touch "$1/without-tls"; }
for host in web1 web2 web3 async1 async2; do CLOUD_HOST[tls-$host]=$host; done

# The built files beside those of earlier builds, and the program.
put_build() {
  mkdir -p "$CLOUD/assets/files" "$CLOUD/program"
  cp -r "$SITE/pkg" "$SITE/fonts" "$CLOUD/assets/files/"
  cmp -s "$SHOP/stamp" "$CLOUD/program/stamp" && return
  # A build replaces the file and writes nothing into it.
  ln -f "$SHOP/rocket-parts" "$SHOP_IN_CLOUD"
  rm -f "$CLOUD/program/without-tls"
  note_tls "$CLOUD/program"
  cp "$SHOP/hash.txt" "$SHOP/stamp" "$CLOUD/program/"
}

# Processes ------------------------------------------------------------------------------------------------------------

# As root, inside namespaces from which no way leads out.
cloud_start() {
  local process=$1 certificates=$CLOUD/certificates
  case $process in
    dns)
      mkdir -p "$CLOUD/names"
      cloud_names >"$CLOUD/names/names.conf"
      launch_in "$process" dnsmasq --keep-in-foreground --conf-file="$CLOUD/names/names.conf"
      ;;
    primary | replica) start_cloud_database "$process" ;;
    cache)
      mkdir -p "$CLOUD/cache"
      (umask 077 && { cat infra/cloud/cache.conf; cache_secrets; } >"$CLOUD/cache/redis.conf")
      launch_in "$process" redis-server "$CLOUD/cache/redis.conf"
      ;;
    lake)
      mkdir -p "$CLOUD/lake"
      CLOUD_LAKE_KEY=$(secret CLOUD_LAKE_KEY) launch_in "$process" python3 "$ROOT/infra/cloud/lake.py" "$CLOUD/lake" \
        "$certificates/lake.pem" "$certificates/lake.key"
      ;;
    assets)
      mkdir -p "$CLOUD/assets/temporary"
      cp infra/cloud/assets.conf "$certificates/assets.pem" "$CLOUD/assets/"
      launch_in "$process" nginx -p "$CLOUD/assets" -c assets.conf
      ;;
    edge)
      # Compressed once, by the shop: kept as it came, and not by Varnish again.
      launch_in "$process" varnishd -F -j none -T none -n "$CLOUD/edge" -f "$ROOT/server/assets/edge.vcl" -s malloc,64m \
        -p http_gzip_support=off -a visitors=127.0.0.1:6082,PROXY -a workers=127.0.0.1:6083
      ;;
    edge-tls) launch_proxy "$process" edge ;;
    balancer | reports) launch_proxy "$process" "$process" ;;
    tls-*) launch_proxy "$process" cache-tls ;;
    web* | worker* | warehouse*) launch_shop "$process" "${process%[0-9]}" ;;
    *) die "There is no process $process." ;;
  esac
}

# launch_in PROCESS COMMAND…: on its host, leading a group of its own, so that nothing of it is left when it is killed.
launch_in() {
  local process=$1
  shift
  (
    cd /
    setsid ip netns exec "$CLOUD_NET-${CLOUD_HOST[$process]}" "$@" </dev/null >>"$CLOUD_LOGS/$process.log" 2>&1 &
    echo $! >"$CLOUD/run/$process.pid"
  )
}

launch_proxy() {
  CLOUD=$CLOUD EDGE_SECRET=$(secret CLOUD_EDGE) launch_in "$1" haproxy -db -f "$ROOT/infra/cloud/$2.cfg"
}

# A role of the shop, with its settings and nothing else of this terminal.
launch_shop() {
  (umask 077 && shop_settings "$2" >"$CLOUD/settings/$1")
  cloud_role launch_in "$1" "$1" "$2"
}

# cloud_role HOW PROCESS-OR-HOST SETTINGS ARGUMENTS…: the program with the settings of a process.
cloud_role() {
  local how=$1 where=$2 settings=()
  mapfile -t settings <"$CLOUD/settings/$3"
  shift 3
  "$how" "$where" env -i PATH="$PATH" HOME="$CLOUD" "${settings[@]}" "$SHOP_IN_CLOUD" "$@"
}

# ip netns exec keeps the process id, and so does env.
cloud_pid() {
  local pid
  pid=$(cat "$CLOUD/run/$1.pid" 2>/dev/null) && [[ $(ip netns identify "$pid" 2>/dev/null) == "$CLOUD_NET-${CLOUD_HOST[$1]}" ]] && echo "$pid"
}

cloud_is_up() { cloud_pid "$1" >/dev/null; }

# cloud_stop PROCESS: asks it to end and waits until it has.
cloud_stop() {
  local pid waited=0
  pid=$(cloud_pid "$1") || return 0
  kill -TERM "$pid" 2>/dev/null || true
  while cloud_is_up "$1"; do
    ((waited++ < 600)) || die "$1 (process $pid) does not end within a minute."
    sleep 0.1
  done
}

# cloud_kill PROCESS: as a power cut would, with all it has started.
cloud_kill() {
  local pid
  pid=$(cloud_pid "$1") || return 0
  kill -KILL -- "-$pid" 2>/dev/null || true
  while cloud_is_up "$1"; do sleep 0.05; done
}

# cloud_ready PROCESS: waits until it does its work.
cloud_ready() {
  await "$1" "$CLOUD_LOGS/$1.log" cloud_answers "$1"
}

cloud_answers() {
  local host=${CLOUD_HOST[$1]}
  cloud_is_up "$1" || return
  case $1 in
    dns) in_host visitor getent hosts "$SHOP_NAME" ;;
    primary | replica) cloud_sql "$1" 'select 1' ;;
    cache) cache_client ping ;;
    lake) in_host async1 curl -fsS --cacert "$CLOUD/certificates/authority.pem" https://lake.internal/ ;;
    assets | edge-tls) in_host "$host" bash -c '</dev/tcp/127.0.0.1/443' ;;
    edge) in_host "$host" bash -c '</dev/tcp/127.0.0.1/6083' ;;
    balancer | reports) in_host "$host" curl -fsS 'http://127.0.0.1:8404/;csv' ;;
    web*) in_host "$host" curl -fsS http://127.0.0.1:3000/readyz ;;
    worker*) in_host "$host" curl -fsS http://127.0.0.1:3001/health ;;
    warehouse*) in_host "$host" curl -fsS http://127.0.0.1:3010/healthz ;;
  esac
}

# Load balancers ask twice before they believe it.
until_served() {
  await "the shop" "$CLOUD_LOGS/balancer.log" visit -fo /dev/null "$(cloud_url)/help"
  await "the reports" "$CLOUD_LOGS/reports.log" in_host web1 curl -fsS http://reports.internal:3010/status
}

# visit CURL ARGUMENTS…: as a visitor, who believes our authority.
visit() { in_host visitor curl -sS --max-time 20 --cacert "$CLOUD/certificates/authority.pem" "$@"; }

# Settings -------------------------------------------------------------------------------------------------------------

cloud_names() {
  local host
  printf '%s\n' 'no-resolv' 'no-hosts' 'user=root' 'bind-interfaces' "pid-file=$CLOUD/names/pid" 'local=/internal/' 'local=/test/'
  for host in $(cloud_hosts); do echo "host-record=$host.internal,${CLOUD_ADDRESS[$host]}"; done
  echo "host-record=$SHOP_NAME,${CLOUD_ADDRESS[edge]}"
}

cache_secrets() {
  local certificates=$CLOUD/certificates
  printf '%s\n' "bind 0.0.0.0" "requirepass $(secret CLOUD_CACHE)" "dir $CLOUD/cache" \
    "tls-cert-file $certificates/cache.pem" "tls-key-file $certificates/cache.key" "tls-ca-cert-file $certificates/authority.pem"
}

cache_client() {
  REDISCLI_AUTH=$(secret CLOUD_CACHE) in_host async1 redis-cli -e --tls --cacert "$CLOUD/certificates/authority.pem" -h cache.internal "$@"
}

cloud_cache_url() {
  if shop_speaks_tls; then echo "rediss://:$(secret CLOUD_CACHE)@cache.internal:6379/0"; else echo "redis://:$(secret CLOUD_CACHE)@127.0.0.1:6379/0"; fi
}

# cloud_database_url USER primary|replica [DATABASE]
cloud_database_url() {
  echo "mysql://$1:$(secret "CLOUD_${1^^}")@$2.internal:3306/${3:-rocket_parts}?ssl-mode=VERIFY_IDENTITY&ssl-ca=$CLOUD/certificates/authority.pem"
}

# shop_settings ROLE [USER]: what infra/settings.tf tells the processes, in the words of this network. With CLOUD_PAST the
# warehouse has a database and a lake of that name.
shop_settings() {
  local role=$1 user=${2:-$1} metrics=3001 database=rocket_parts
  [[ $role != warehouse ]] || { metrics=3002; database+=${CLOUD_PAST:+_$CLOUD_PAST}; }
  cat <<SETTINGS
DATABASE_URL=$(cloud_database_url "$user" primary "$database")
DATABASE_REPLICA_URL=$(cloud_database_url "$user" replica "$database")
REDIS_URL=$(cloud_cache_url)
SSL_CERT_FILE=$CLOUD/certificates/authority.pem
METRICS_ADDR=127.0.0.1:$metrics
PUBLIC_URL=$(cloud_url)
LOG_FORMAT=json
SITE_ROOT=$SITE
LEPTOS_HASH_FILES=true
LEPTOS_OUTPUT_NAME=rocket-parts
MAIL_DIR=$CLOUD/mail
SETTINGS
  # Three questions of the load balancer.
  case $role in
    web) printf '%s\n' LISTEN_ADDR=0.0.0.0:3000 "CLIENT_ADDRESS_HEADER=${CLOUD_CLIENT_HEADER:-x-forwarded-for}" DRAIN_SECONDS=3 \
      REPORTS_URL=http://reports.internal:3010 ;;
    worker) echo EDGE_PURGE_URL=http://edge.internal:6081 ;;
    warehouse) printf '%s\n' REPORTS_ADDR=0.0.0.0:3010 "LAKE_URL=s3://${CLOUD_PAST:-lake}" AWS_REGION=eu-central-1 AWS_ENDPOINT=https://lake.internal \
      "AWS_ACCESS_KEY_ID=$(secret CLOUD_LAKE_KEY)" "AWS_SECRET_ACCESS_KEY=$(secret CLOUD_LAKE)" ;;
  esac
}

# The databases --------------------------------------------------------------------------------------------------------

start_cloud_database() {
  local certificates=$CLOUD/certificates folder=$CLOUD/$1 id=1
  [[ $1 == primary ]] || id=2
  [[ -d $CLOUD/replica ]] || during cloud-databases "Making two empty databases" make_cloud_databases || die "The databases could not be made."
  mkdir -p "$folder.tmp"
  launch_in "$1" mariadbd --defaults-file="$ROOT/infra/cloud/database.cnf" --user=root --datadir="$folder" --tmpdir="$folder.tmp" --socket=socket \
    --server-id="$id" --ssl-ca="$certificates/authority.pem" --ssl-cert="$certificates/$1.pem" --ssl-key="$certificates/$1.key"
}

# The second is a copy of the first, made before either has run; both know the administrator, and who follows.
make_cloud_databases() {
  local fresh=$CLOUD/database.new
  local -x TMPDIR=$CLOUD/database.tmp
  rm -rf "$fresh" "$CLOUD/primary"
  mkdir -p "$TMPDIR"
  mariadb-install-db --no-defaults --user=root --datadir="$fresh" --force --skip-name-resolve --skip-test-db \
    --auth-root-authentication-method=socket --innodb-log-file-size=64M &&
    mariadbd --no-defaults --user=root --bootstrap --silent-startup --datadir="$fresh" --innodb-log-file-size=64M <<SQL &&
flush privileges;
create database rocket_parts character set utf8mb4 collate utf8mb4_unicode_ci;
create user administrator@'%' identified by '$(secret CLOUD_ADMINISTRATOR)' require ssl;
grant all on *.* to administrator@'%' with grant option;
create user follower@'%' identified by '$(secret CLOUD_FOLLOWER)' require ssl;
grant replication slave on *.* to follower@'%';
SQL
    cp -r "$fresh" "$CLOUD/primary" && mv "$fresh" "$CLOUD/replica"
}

# cloud_sql primary|replica [OPTION…] "SQL": as the administrator, through the socket: also when the network is cut.
cloud_sql() {
  local server=$1
  shift
  (cd "$CLOUD/$server" && mariadb --no-defaults --socket=socket --user=root --batch --skip-column-names rocket_parts "${@:1:$#-1}" -e "${!#}")
}

# Opens the one that is the primary, brings it up to date, has the other one follow.
cloud_database() {
  local primary
  cloud_ready primary
  cloud_ready replica
  primary=$(cloud_primary)
  if [[ $(cloud_sql "$primary" 'select @@read_only') == 1 ]]; then cloud_sql "$primary" 'set global read_only = 0'; fi
  cloud_users rocket_parts
  (umask 077 && shop_settings migrate | grep -v REPLICA >"$CLOUD/settings/migrate")
  during cloud-migrate "Migrating" cloud_role in_host async1 migrate migrate || die "The migrations did not go through."
  cloud_users rocket_parts
  (umask 077 && { shop_settings worker; admin_logins; } >"$CLOUD/settings/operator")
  if [[ ! -f $CLOUD/demo-loaded ]]; then
    during cloud-demo "Loading the demo catalog" operate import demo --apply || die "The demo catalog could not be loaded."
    touch "$CLOUD/demo-loaded"
  fi
  if [[ $(other_follows "$primary") != "YesYes" ]]; then
    during cloud-follow "The replica begins to follow" cloud_admin rejoin-replica --wait 30 || die "The replica does not follow."
  fi
}

# Which of the two has seen the later promotion; before the first one, the one that is called so.
cloud_primary() {
  local term='select coalesce(max(term), 0) from promotions'
  if (($(cloud_sql replica "$term" 2>/dev/null || echo 0) > $(cloud_sql primary "$term" 2>/dev/null || echo 0))); then echo replica; else echo primary; fi
}

other_follows() {
  cloud_sql "$(other_than "$1")" --column-names 'show slave status\G' | awk '/Slave_(IO|SQL)_Running:/ { printf "%s", $2 }'
}

# The users of infra/users.sql, for a database of that name.
cloud_users() {
  local user script
  script=$(sed "s/rocket_parts/$1/g" infra/users.sql)
  for user in web worker warehouse migrate; do script=${script//${user^^}_PASSWORD/$(secret "CLOUD_${user^^}")}; done
  (cd "$CLOUD/$(cloud_primary)" && mariadb --no-defaults --socket=socket --user=root rocket_parts <<<"$script")
}

admin_logins() {
  printf '%s\n' "DATABASE_ADMIN_LOGIN=administrator:$(secret CLOUD_ADMINISTRATOR)" "REPLICATION_LOGIN=follower:$(secret CLOUD_FOLLOWER)"
}

# operate ARGUMENTS…: the program on an async server, with the settings of an operator.
operate() { cloud_role in_host async1 operator "$@"; }

# cloud_admin ARGUMENTS…: rocket-parts admin, there.
cloud_admin() {
  if [[ ${1:-} == rejoin-replica ]]; then follow_over_tls; fi
  operate admin "$@"
}

# The one that is to follow is told beforehand to do so over TLS, and whom to believe: rocket-parts says nothing of that,
# and what it does not say stays.
follow_over_tls() {
  local other
  other=$(other_than "$(cloud_primary)")
  cloud_sql "$other" "stop slave; change master to master_host = 'primary.internal', master_ssl = 1, master_ssl_verify_server_cert = 1,
    master_ssl_ca = '$CLOUD/certificates/authority.pem'" || die "The $other cannot be told how to follow."
}

other_than() { if [[ $1 == primary ]]; then echo replica; else echo primary; fi; }

# The end --------------------------------------------------------------------------------------------------------------

# Ends what runs in the namespaces of this clone, whoever started it, servers of the shop first, and removes them.
cloud_down() {
  local process reversed=()
  [[ -n $(cloud_namespaces) ]] || { say "No cloud of this clone is up"; return; }
  for process in "${CLOUD_PROCESSES[@]}" web3; do reversed=("$process" "${reversed[@]}"); done
  for process in "${reversed[@]}"; do
    # All of the shop at once: each takes its time to drain.
    [[ $process == web* || $process == wor* || $process == war* ]] && kill -TERM "$(cloud_pid "$process")" 2>/dev/null
  done || true
  for process in "${reversed[@]}"; do cloud_stop "$process"; done
  # What somebody has started there besides.
  # shellcheck disable=SC2046
  [[ -z $(cloud_processes) ]] || kill -KILL $(cloud_processes) 2>/dev/null || true
  remove_network
  say "The cloud is down; its data is in .data/cloud"
}
