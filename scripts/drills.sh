# shellcheck shell=bash
# ./dev drill: something goes wrong in the cloud of scripts/cloud.sh while visitors buy, is put right as its runbook says,
# and is measured. A drill is a function drill_NAME: the harm, the way back, and what it saw. All else is the same for
# all of them: visitors, what has to hold afterwards, the report.

DRILLS=$DATA/drills
DRILL=                               # the one under way
VISITORS=${DRILL_VISITORS:-12}
LONGEST=3600                         # seconds after which visitors leave by themselves
VISITS=                              # process id of the visitors
VISITS_INPUT=                        # and where they listen
WERE_UP=()                           # what ran before, and runs afterwards
SHORT=(web cache restart scale lake workers restore promote)

drill() {
  local name=${1:-}
  shift || true
  [[ $name == all ]] && { drill_all; return; }
  declare -F "drill_$name" >/dev/null ||
    die "There is no ./dev drill $name. There is: promote, restore, web, cache, workers, lake, restart, scale, rollout, all."
  need_cloud
  say "Drill $name: $VISITORS visitors"
  under_load "$name" "$@"
}

# Each with short times, for ./dev test cloud: one check each.
drills_all() {
  local name
  for name in "${SHORT[@]}"; do check "drill-$name" "Drill: $name" under_load "$name" "$(short "$name")"; done
}

drill_all() {
  need_cloud
  local name failed=()
  for name in "${SHORT[@]}"; do
    say "Drill $name"
    (under_load "$name" "$(short "$name")") || failed+=("$name")
  done
  ((${#failed[@]} == 0)) || die "Did not hold: ${failed[*]}"
}

short() { [[ $1 != restart ]] || echo 3; }

need_cloud() {
  need_commands node
  cloud_is_up web1 || die "The cloud is not up: ./dev cloud brings it up, and drills happen there."
}

# under_load NAME ARGUMENTS…: the drill, between visitors who come before it and leave after it.
under_load() (
  DRILL=$1
  shift
  mkdir -p "$DRILLS"
  rm -f "$DRILLS/$DRILL".{facts,orders,load.json,json,txt}
  : >"$(file facts)"
  mapfile -t WERE_UP < <(processes_up)
  trap mend EXIT
  trap 'exit 130' INT TERM
  begin_visits
  "drill_$DRILL" ${1:+"$@"}
  sleep 5 # so that what comes after is seen too
  end_visits
  verify
  node end2end/load/report.mjs "$DRILL" "$DRILLS"
)

file() { echo "$DRILLS/$DRILL.$1"; }

# However a drill ended: nobody visits any more, and what ran before runs again.
mend() {
  local code=$? process
  trap - EXIT
  end_visits || true
  for process in "${WERE_UP[@]}"; do cloud_is_up "$process" || cloud_start "$process"; done
  exit "$code"
}

processes_up() {
  local process
  for process in edge-tls edge balancer reports assets web1 web2 web3 worker1 worker2 warehouse1 warehouse2 primary replica cache lake; do
    if cloud_is_up "$process"; then echo "$process"; fi
  done
}

# Visitors from the visitors' host, until there have been orders. They read words from a pipe: what inherits its other end
# by accident does not keep them from ending.
begin_visits() {
  exec {VISITS_INPUT}> >(in_host visitor env NODE_EXTRA_CA_CERTS="$(cloud_authority)" "$(command -v node)" \
    "$ROOT/end2end/load/visitors.mjs" "$(cloud_url)" --visitors "$VISITORS" --seconds "$LONGEST" \
    --report "$(file load.json)" >"$(file log)" 2>&1)
  VISITS=$!
  local waited=0
  until (($(orders_told) >= 5)); do
    ((waited++ < 60)) && kill -0 "$VISITS" 2>/dev/null || die "Nobody comes to an order: $(tail -n 3 "$(file log)")"
    sleep 1
  done
}

orders_told() { tail -n 1 "$(file log)" | sed -nE 's/.* ([0-9]+) orders so far/\1/p' | grep . || echo 0; }

end_visits() {
  [[ -n $VISITS ]] || return 0
  kill -0 "$VISITS" 2>/dev/null && echo end >&"$VISITS_INPUT"
  exec {VISITS_INPUT}>&-
  wait "$VISITS" || true
  VISITS=
}

# mark WORD: a moment, for the report. What comes after “harm” is recovery.
mark() { echo "mark $1" >&"$VISITS_INPUT"; }

# saw WHAT VALUE [MOST]: a line of the report; beyond the most it may be, the drill has failed.
saw() { printf '%s\t%s%s\n' "$1" "$2" "${3:+$'\t'$3}" >>"$(file facts)"; }

# at_most WHAT MOST: a limit of what the visitors count. Failed requests: 0, unless said otherwise.
at_most() { printf '%s\t\t%s\n' "$1" "$2" >>"$(file facts)"; }

# took WHAT MOST COMMAND…: a line of the report, with how long the command took, seconds.
took() {
  local what=$1 most=$2 began=$EPOCHREALTIME
  shift 2
  "$@" >>"$(file steps)" 2>&1 || die "$DRILL: $* did not go through; see $(file steps)"
  saw "$what" "$(since "$began") s" "$most"
}

# since TIME: seconds from an EPOCHREALTIME to now, with two digits.
since() {
  local microseconds=$((${EPOCHREALTIME/./} - ${1/./}))
  printf '%d.%02d' $((microseconds / 1000000)) $((microseconds / 10000 % 100))
}

# until_true SECONDS COMMAND…: asks five times a second.
until_true() {
  local tries=$(($1 * 5))
  shift
  until "$@"; do
    ((tries-- > 0)) || return 1
    sleep 0.2
  done
}

# What has to hold whatever happened: every order that somebody was told of is there under its key (the report compares),
# and the ledgers explain the stock.
verify() {
  ask 'select order_number, idempotency_key from orders' >"$(file orders)"
  saw "levels of stock that the ledger does not explain" "$(ask "select count(*) from (
    select 1 from stock_levels l left join stock_movements m on m.variant_id = l.variant_id and m.location_id = l.location_id
    group by l.variant_id, l.location_id, l.on_hand, l.allocated, l.held
    having coalesce(sum(m.on_hand_delta), 0) <> l.on_hand or coalesce(sum(m.allocated_delta), 0) <> l.allocated
      or (select coalesce(sum(h.quantity), 0) from stock_holds h where h.variant_id = l.variant_id and h.location_id = l.location_id) <> l.held
    ) wrong")" 0
  saw "orders without their pieces" "$(ask "select count(*) from orders o where not exists
    (select 1 from order_lines l where l.order_id = o.id)")" 0
}

# ask SQL: of whichever server is the primary, without a line of names.
ask() { cloud_sql "$(primary)" "$1" | tail -n +"${SQL_FIRST:-1}"; }

# Which of the two is open for writes.
primary() {
  local host
  for host in primary replica; do
    [[ $(cloud_sql "$host" 'select @@global.read_only' 2>/dev/null | tail -n 1) == 0 ]] && echo "$host" && return
  done
  return 1
}

webs_up() { processes_up | grep '^web[0-9]'; }

# A web process dies. The others serve; it comes back.
drill_web() {
  at_most failed "$VISITORS" # what it was answering when it died, one request of each visitor at most
  at_most 'time to recover' 3
  mark harm
  cloud_kill web1
  sleep 10
  cloud_start web1
  took 'ready again after its start' 30 cloud_ready web1
}

# Each web process in turn, round after round, as a release does.
drill_restart() {
  local rounds=${1:-20} round web count=0 began=$EPOCHREALTIME
  mark harm
  for ((round = 1; round <= rounds; round++)); do
    for web in $(webs_up); do
      cloud_stop "$web"
      cloud_start "$web"
      cloud_ready "$web"
      count=$((count + 1))
    done
    say "Round $round of $rounds"
  done
  saw 'rounds' "$rounds"
  saw 'web processes stopped and started' "$count"
  saw 'a round' "$(($(since "$began" | cut -d. -f1) / rounds)) s"
}

# One web process, three, one.
drill_scale() {
  local web
  mark harm
  for web in $(webs_up | tail -n +2); do cloud_stop "$web"; done
  sleep 5
  for web in web2 web3; do
    cloud_start "$web"
    took "$web serves after" 30 cloud_ready "$web"
  done
  sleep 5
  for web in web3 web2; do cloud_stop "$web"; done
  sleep 5
  saw 'web processes, one after the other' '1, 3, 1'
}

# Redis dies, and comes back empty.
drill_cache() {
  mark harm
  cloud_kill cache
  sleep 15
  cache_forget
  took 'back after its start' 10 start_ready cache
  sleep 10
  saw 'away, and then empty' '15 s'
}

start_ready() { cloud_start "$1" && cloud_ready "$1"; }

# The primary dies, the replica is promoted, the old primary follows; then back as planned.
drill_promote() {
  local began=$EPOCHREALTIME before
  before=$(primary)
  at_most failed 1000000
  at_most 'longest without an order' 30
  mark harm
  cloud_kill "$before"
  took 'promote-replica' 10 cloud_admin promote-replica --by 'a drill'
  saw 'from the death to the end of it' "$(since "$began") s" 15
  until_true 60 ordering_again || die "No orders after the promotion"
  saw 'from the death to the next order' "$(since "$began") s" 30
  sleep 10
  cloud_start "$before"
  took 'the old primary follows again after' 60 rejoin "$before"
  took 'promote-replica --planned, back again' 60 cloud_admin promote-replica --planned --by 'a drill'
  took 'the replica follows again after' 60 cloud_admin rejoin-replica
}

# Orders placed in the last second, by the clock of the database.
ordering_again() { (($(ask 'select count(*) from orders where placed_at > utc_timestamp(6) - interval 1 second' 2>/dev/null || echo 0) > 0)); }

rejoin() { until_true 30 cloud_sql "$1" 'select 1' && cloud_admin rejoin-replica; }
