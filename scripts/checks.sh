# shellcheck shell=bash
# ./dev test: every check is a step that passes or fails; the last line counts them.

PASSED=0
FAILED=0
JOURNEYS_REPORT=end2end/test-results/report.json
PACKAGES=(-p domain -p store -p warehouse -p app --features app/ssr -p server)

run_checks() {
  local what=${1:-all}
  shift || true
  trap finish EXIT
  trap 'exit 130' INT TERM
  case $what in
    all)
      need_cache
      need_journey_tools
      need_npm
      lints
      infrastructure
      committed_queries
      use_test_servers
      nextest tests "Rust tests" "${PACKAGES[@]}"
      journeys
      packaging
      cloud_in_short
      ;;
    unit) need_rust && nextest unit "Testing domain and app" -p domain -p app --features app/ssr ;;
    db) need_cache && use_test_servers && nextest db "Testing store, warehouse and server" -p store -p warehouse -p server ;;
    model) model "$@" ;;
    e2e) journeys "$@" ;;
    mysql) real_mysql_tests ;;
    infra) infra_whole ;;
    package) package_whole ;;
    cloud) cloud_checks "$@" ;;
    *) die "There is no ./dev test $what. There is: unit, db, model, e2e, mysql, infra, package, cloud; without a word, all but
mysql, of infra what needs no server, of package what needs no root, and of cloud all but journeys and drills." ;;
  esac
}

# However the checks ended: stop what they started, count, and fail if anything failed.
finish() {
  local code=$?
  trap - EXIT
  stop_real_mysql
  stop_stand_in
  stop_machine
  stop_tested_cloud
  stop_servers ${STARTED[@]+"${STARTED[@]}"} || true
  ((code == 0 || FAILED > 0)) || FAILED=1
  printf '%d passed, %d failed\n' "$PASSED" "$FAILED"
  ((FAILED == 0)) || exit 1
}

# check NAME WHAT COMMAND…: one step; a failure is counted and the rest goes on.
check() {
  if during "$@"; then
    PASSED=$((PASSED + 1))
  else
    FAILED=$((FAILED + 1))
  fi
}

lints() {
  need_rust
  check fmt "Format" cargo fmt --all --check
  check tidy "Layout rules" .ci/tidy
  check clippy-native "Clippy, server side" cargo clippy "${PACKAGES[@]}" --all-targets -- -D warnings
  check clippy-wasm "Clippy, browser side" \
    cargo clippy -p frontend -p app --features app/hydrate --target wasm32-unknown-unknown -- -D warnings
  check clippy-studio "Clippy, browser side of the studio" \
    cargo clippy -p frontend -p app --features app/studio --target wasm32-unknown-unknown -- -D warnings
  if command -v cargo-deny >/dev/null; then
    check deny "Licences and sources of dependencies" cargo deny check bans licenses sources
  else
    say "Licences and sources of dependencies: not checked, cargo-deny is not installed"
  fi
}

# .sqlx says what the migrations say. Comparing compiles store anew, so only after one of them changed.
committed_queries() {
  if [[ $(cat "$DATA/queries-checked" 2>/dev/null) == "$(fingerprint .sqlx store Cargo.lock)" ]]; then
    say "Committed queries: unchanged since they were checked"
    PASSED=$((PASSED + 1))
  else
    need_sqlx
    use_servers
    check sqlx "Committed queries match the migrations" queries_match
  fi
}

# Writes them anew and compares; what was committed is put back.
queries_match() {
  local committed=$DATA/queries-committed code=0
  rm -rf "$committed" && cp -r .sqlx "$committed" || return
  { sqlx_prepare && diff -r "$committed" .sqlx; } || code=$?
  rm -rf .sqlx && cp -r "$committed" .sqlx || return
  ((code == 0)) && fingerprint .sqlx store Cargo.lock >"$DATA/queries-checked"
}

# The cache that the server's tests put before the shop.
need_cache() { need_commands varnishd cc; }

# The tests' database and Redis number are not the shop's.
use_test_servers() {
  need_rust
  use_servers
  [[ -n $GIVEN_DATABASE ]] || database_client -e 'create database if not exists rocket_parts_test'
  [[ -n $GIVEN_DATABASE ]] || DATABASE_URL=$(database_named test)
  REDIS_URL=$(redis_numbered 1)
}

# nextest NAME WHAT CARGO ARGUMENTS…: each test counts.
nextest() {
  need_nextest
  local name=$1 what=$2 summary
  shift 2
  during "$name" "$what" cargo nextest run --no-fail-fast --color never "$@" || true
  summary=$(grep -E '^ +Summary ' "$LOGS/$name.log" | tail -n 1)
  if [[ -z $summary ]]; then
    FAILED=$((FAILED + 1)) # it did not even build
    return
  fi
  say "$(sed 's/^ *Summary *//' <<<"$summary")"
  PASSED=$((PASSED + $(counted passed "$summary")))
  FAILED=$((FAILED + $(counted failed "$summary") + $(counted 'timed out' "$summary") + $(counted 'exec failed' "$summary")))
}

counted() { grep -oE "[0-9]+ $1" <<<"$2" | grep -oE '^[0-9]+' || echo 0; }

# model [STEPS]: the shop against its model, with a seed of its own each time; a failure prints how to repeat it.
model() {
  [[ ${1:-1} =~ ^[0-9]+$ ]] || die "./dev test model takes a number of steps, not “$1”."
  use_test_servers
  export MODEL_STEPS=${1:-700} MODEL_SEED=${MODEL_SEED:-$RANDOM}
  nextest model "The shop against its model, $MODEL_STEPS steps of seed $MODEL_SEED" -p store --test model --no-capture
}

need_journey_tools() {
  local browser=chromium
  [[ -z ${CHROMIUM_PATH:-} ]] || browser=
  need_servers cc curl $browser
  need_rust
}

# The browser journeys, on the built shop with a database of their own and the demo catalog in it.
journeys() {
  need_journey_tools
  need_npm
  build_shop
  check bundle "The customers' bundle has not grown" customers_bundle
  use_servers
  local port walked
  fresh_database e2e
  fresh_database past
  fresh_redis 2
  port=$(free_port 3100)
  (
    PAST_DATABASE_URL=$(database_named past)
    DATABASE_URL=$(database_named e2e)
    REDIS_URL=$(redis_numbered 2)
    export SHOP_BINARY=$SHOP/rocket-parts SITE_ROOT=$SITE LEPTOS_HASH_FILES=true LEPTOS_OUTPUT_NAME=rocket-parts
    export LISTEN_ADDR=127.0.0.1:$port METRICS_ADDR=127.0.0.1:$(free_port $((port + 1))) PUBLIC_URL=http://localhost:$port
    export WORKER_METRICS_ADDR=127.0.0.1:$(free_port $((port + 100))) MAIL_DIR=$DATA/e2e-mail SMTP_URL=
    # Reports are about an invented past, in a database that journeys leave alone.
    export REPORTS_ADDR=127.0.0.1:$(free_port $((port + 200))) WAREHOUSE_METRICS_ADDR=127.0.0.1:$(free_port $((port + 300)))
    export REPORTS_URL=http://$REPORTS_ADDR LAKE_URL=$DATA/e2e-lake PAST_DATABASE_URL
    rm -rf "$LAKE_URL"
    # Tries are counted by address: each journey says where it comes from, as a proxy would.
    export CLIENT_ADDRESS_HEADER=x-client-address
    rm -rf "$MAIL_DIR"
    export CHROMIUM_PATH=${CHROMIUM_PATH:-$(command -v chromium)} DRAIN_SECONDS=0 CI=${CI:-}
    rm -f "$JOURNEYS_REPORT"
    during e2e-data "Filling the journeys' database" fill_journeys_database &&
      fill_past &&
      during e2e "Browser journeys" walk_journeys "$@"
  ) && walked=yes || walked=no
  count_journeys "$walked"
}

# count_journeys yes|no: each counts as a check. Whether the walk itself ended well: one that was broken off has failed.
count_journeys() {
  local passed failed flaky
  if [[ ! -f $JOURNEYS_REPORT ]]; then
    FAILED=$((FAILED + 1))
    return
  fi
  read -r passed failed flaky < <(node -e '
    const { stats } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    console.log(stats.expected + stats.flaky, stats.unexpected, stats.flaky)' "$JOURNEYS_REPORT")
  say "Journeys: $passed passed, $failed failed; of the passed, $flaky at the second try"
  [[ $1 == yes ]] || ((failed > 0)) || failed=1
  ((passed + failed > 0)) || failed=1
  PASSED=$((PASSED + passed))
  FAILED=$((FAILED + failed))
}

fill_journeys_database() { "$SHOP_BINARY" migrate && "$SHOP_BINARY" import demo --apply; }

fill_past() (
  DATABASE_URL=$PAST_DATABASE_URL
  during past-data "Filling the database of the past" fill_journeys_database &&
    invent_history --orders 4000 --days 120
)

walk_journeys() { cd end2end && node_modules/.bin/playwright test "$@"; }
