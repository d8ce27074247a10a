# shellcheck shell=bash
# The shop itself: start it, bring data in, stop it, start over.

# The server with the settings of this clone.
rocket_parts() {
  LEPTOS_HASH_FILES=true LEPTOS_OUTPUT_NAME=rocket-parts SITE_ROOT=${SITE_ROOT:-$SITE} "$SHOP/rocket-parts" "$@"
}

shop_process() { ours "$DATA/shop.pid" "$SHOP/rocket-parts"; }
worker_process() { ours "$DATA/worker.pid" "$SHOP/rocket-parts worker"; }
warehouse_process() { ours "$DATA/warehouse.pid" "$SHOP/rocket-parts warehouse"; }

run_shop() {
  if shop_process >/dev/null; then
    say "The shop of this clone runs already: $(recall SHOP_URL)"
    return
  fi
  need_servers cc curl
  build_shop
  use_servers
  rocket_parts migrate || die "The migrations did not go through. If a migration was edited, ./dev reset starts over."
  load_demo
  serve
}

# The demo catalog goes in once per database: a later run keeps what was sold and edited since.
load_demo() {
  local mark
  mark=$(sha256sum <<<"$DATABASE_URL" | cut -c1-16)
  grep -qsx "$mark" "$DATA/demo-loaded" && return
  say "Loading the demo catalog"
  rocket_parts import demo --apply || die "The demo catalog could not be loaded."
  mkdir -p "$DATA"
  echo "$mark" >>"$DATA/demo-loaded"
}

# In the foreground until Ctrl-C, with a worker and the warehouse beside it.
serve() {
  local port metrics shop worker warehouse waited=0 code=0
  port=$(free_port 3000)
  metrics=$(free_port $((port + 1)))
  export LISTEN_ADDR=${LISTEN_ADDR:-127.0.0.1:$port} METRICS_ADDR=${METRICS_ADDR:-127.0.0.1:$metrics}
  export PUBLIC_URL=${PUBLIC_URL:-http://localhost:${LISTEN_ADDR##*:}} DRAIN_SECONDS=${DRAIN_SECONDS:-0}
  export MAIL_DIR=${MAIL_DIR:-$DATA/mail} WORKER_GRACE_SECONDS=${WORKER_GRACE_SECONDS:-5}
  export LAKE_URL=${LAKE_URL:-$DATA/lake} REPORTS_ADDR=${REPORTS_ADDR:-127.0.0.1:$(free_port $((${METRICS_ADDR##*:} + 9)))}
  export REPORTS_URL=${REPORTS_URL:-http://$REPORTS_ADDR}
  # The program itself in the background, not a shell around it: its process id is the one to stop.
  LEPTOS_HASH_FILES=true LEPTOS_OUTPUT_NAME=rocket-parts SITE_ROOT=${SITE_ROOT:-$SITE} "$SHOP/rocket-parts" web &
  shop=$!
  echo "$shop" >"$DATA/shop.pid"
  remember SHOP_URL "$PUBLIC_URL"
  worker=$(start_beside worker "${WORKER_METRICS_ADDR:-127.0.0.1:$(free_port $((${METRICS_ADDR##*:} + 1)))}")
  warehouse=$(start_beside warehouse "${WAREHOUSE_METRICS_ADDR:-127.0.0.1:$(free_port $((${METRICS_ADDR##*:} + 5)))}")
  trap 'kill -TERM "$shop" "$worker" "$warehouse" 2>/dev/null || true' INT TERM
  until curl -fsS -o /dev/null "http://$LISTEN_ADDR/readyz" 2>/dev/null; do
    kill -0 "$shop" 2>/dev/null || { kill -TERM "$worker" "$warehouse"; die "The shop ended while starting; the reason is above."; }
    ((waited++ < 300)) || { kill -TERM "$shop" "$worker" "$warehouse"; die "The shop did not become ready in 30 seconds. Try ./dev doctor."; }
    sleep 0.1
  done
  say "The shop is open: $PUBLIC_URL   (metrics: http://$METRICS_ADDR/metrics)"
  [[ -n ${SMTP_URL:-} ]] || say "Its mails are files in ${MAIL_DIR#"$ROOT/"}"
  while kill -0 "$shop" 2>/dev/null; do wait "$shop" || code=$?; done
  rm -f "$DATA/shop.pid"
  stop_beside
  # Ended by Ctrl-C or ./dev stop: that is how it should end.
  ((code == 0 || code == 130 || code == 143)) || die "The shop ended by itself with code $code."
  say "The shop is closed. Its database and cache run on, until ./dev stop."
}

# start_beside ROLE METRICS: another role of the shop in the background; answers its process id. What it says goes to
# the terminal, as the shop's does.
start_beside() {
  METRICS_ADDR=$2 "$SHOP/rocket-parts" "$1" >&2 &
  echo $! | tee "$DATA/$1.pid"
}

stop_beside() {
  local process
  if process=$(worker_process); then end_process "The worker" "$process"; fi
  if process=$(warehouse_process); then end_process "The warehouse" "$process"; fi
  rm -f "$DATA/worker.pid" "$DATA/warehouse.pid"
}

import_data() {
  build_shop
  use_servers
  rocket_parts migrate
  cd "$CALLED_FROM" || exit # so that the paths given mean what they say
  rocket_parts import "$@"
}

# An invented past for the shop of this clone, once: orders, parcels, returns, purchases, all of them over; and the
# lake with it.
give_history() {
  [[ ${1:-1} =~ ^[0-9]+$ && ${2:-30} =~ ^[0-9]+$ ]] || die "How many orders, over how many days? As in: ./dev history 20000 400"
  build_shop
  use_servers
  rocket_parts migrate
  load_demo
  invent_history --orders "${1:-20000}" --days "${2:-400}"
  say "Reports are at /desk/reports: ./dev staff EMAIL analyst prints a link to join"
}

# invent_history ARGUMENTS…: the past of the database named in the environment, exported to its lake.
invent_history() {
  during history-build "Building what invents a past" cargo build -p store --example history || exit 1
  "$CARGO_TARGET_DIR/debug/examples/history" "$@" || die "The past was not written."
  LAKE_URL=${LAKE_URL:-$DATA/lake} rocket_parts warehouse export || die "The past was not exported."
}

# Prints the link by which somebody joins the desk of this clone.
take_on_staff() {
  local email=${1:-} roles=${2:-administrator} url
  [[ $email == *@* ]] || die "Whom? ./dev staff EMAIL [ROLES], as in: ./dev staff noor@example.org operations,analyst"
  build_shop
  use_servers
  rocket_parts migrate >/dev/null
  url=$(recall SHOP_URL || true)
  PUBLIC_URL=${PUBLIC_URL:-${url:-http://localhost:3000}} rocket_parts admin invite-staff "$email" "${email%%@*}" --roles "$roles" ||
    die "Nobody was taken on. For a lost phone or password: rocket-parts admin reset-second-factor"
}

bench() {
  local what=${1:-pages}
  shift || true
  [[ -x scripts/bench-$what ]] || die "There is no ./dev bench $what. There is: $(cd scripts && echo bench-* | sed 's/bench-//g')"
  build_shop
  use_servers
  export CALLED_FROM SHOP SITE_ROOT=$SITE LEPTOS_HASH_FILES=true LEPTOS_OUTPUT_NAME=rocket-parts
  "scripts/bench-$what" "$@"
}

stop_all() {
  local shop
  if shop=$(shop_process); then end_process "The shop" "$shop"; fi
  stop_beside
  stop_servers database redis
  [[ -z $(cloud_namespaces) ]] || cloud_down
  say "Nothing of this clone runs"
}

reset_data() {
  stop_all
  local socket
  socket=$(recall MYSQL_SOCKET)
  [[ $socket == /tmp/rocket-parts.* ]] && rm -rf "${socket%/*}"
  rm -rf "$DATA"
  say "The data of this clone is deleted. ./dev run starts over."
  [[ -z $GIVEN_DATABASE ]] || say "The database that DATABASE_URL names is as it was: only you may empty it."
}
