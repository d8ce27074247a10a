# shellcheck shell=bash
# ./dev drill: something goes wrong in the cloud of scripts/cloud.sh while visitors buy, is put right as its runbook says,
# and is measured. A drill is a function drill_NAME: the harm, the way back, and what it saw; prepare_NAME is what it needs
# before. All else is the same for all of them: visitors, what has to hold afterwards, the report.

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
  cloud_has_to_be_up
  say "Drill $name: $VISITORS visitors"
  under_load "$name" "$@" || exit 1
}

# Each with short times, for ./dev test cloud: one check each.
drills_all() {
  local name
  for name in "${SHORT[@]}"; do check "drill-$name" "Drill: $name" under_load "$name" "$(short "$name")"; done
}

drill_all() {
  cloud_has_to_be_up
  local name failed=()
  for name in "${SHORT[@]}"; do
    say "Drill $name"
    (under_load "$name" "$(short "$name")") || failed+=("$name")
  done
  ((${#failed[@]} == 0)) || die "Did not hold: ${failed[*]}"
}

short() { [[ $1 != restart ]] || echo 3; }

cloud_has_to_be_up() {
  need_commands node
  cloud_is_up edge-tls || die "The cloud is not up: ./dev cloud brings it up, and drills happen there."
}

# under_load NAME ARGUMENTS…: the drill, between visitors who come before it and leave after it.
under_load() (
  trap - ERR
  DRILL=$1
  shift
  mkdir -p "$DRILLS"
  rm -f "$DRILLS/$DRILL".{facts,orders,load.json,json,txt}
  : >"$(drill_file facts)"
  : >"$(drill_file steps)"
  : >"$(drill_file log)"
  mapfile -t WERE_UP < <(processes_up)
  trap mend EXIT
  trap 'exit 130' INT TERM
  if declare -F "prepare_$DRILL" >/dev/null; then "prepare_$DRILL" ${1:+"$@"} || exit; fi
  begin_visits &&
    "drill_$DRILL" ${1:+"$@"} &&
    sleep 5 && # so that what comes after is seen too
    end_visits &&
    verify &&
    node end2end/load/report.mjs "$DRILL" "$DRILLS"
)

drill_file() { echo "$DRILLS/$DRILL.$1"; }

# However a drill ended: nobody visits any more, and what ran before runs again.
mend() {
  local code=$? process
  trap - EXIT
  end_visits || true
  end_restored || true
  for process in "${WERE_UP[@]}"; do cloud_is_up "$process" || cloud_start "$process"; done
  # A primary that was started anew is closed for writes, and may have less than its replica.
  cloud_ready "$(cloud_primary)"
  [[ $(cloud_sql "$(cloud_primary)" 'select @@read_only') == 0 ]] ||
    { cloud_admin promote-replica --by 'a drill' && cloud_admin rejoin-replica; } >/dev/null
  exit "$code"
}

processes_up() {
  local process
  for process in "${CLOUD_PROCESSES[@]}" web3; do
    if cloud_is_up "$process"; then echo "$process"; fi
  done
}

# Visitors from the visitors' host, until there have been orders. They read words from a pipe: what inherits its other end
# by accident does not keep them from ending.
begin_visits() {
  exec {VISITS_INPUT}> >(in_host visitor env NODE_EXTRA_CA_CERTS="$CLOUD/certificates/authority.pem" "$(command -v node)" \
    "$ROOT/end2end/load/visitors.mjs" "$(cloud_url)" --visitors "$VISITORS" --seconds "$LONGEST" \
    --report "$(drill_file load.json)" >"$(drill_file log)" 2>&1)
  VISITS=$!
  local waited=0
  until (($(orders_told) >= 5)); do
    ((waited++ < 60)) && kill -0 "$VISITS" 2>/dev/null || die "Nobody comes to an order: $(tail -n 3 "$(drill_file log)")"
    sleep 1
  done
}

orders_told() { tail -n 1 "$(drill_file log)" | sed -nE 's/.* ([0-9]+) orders so far/\1/p' | grep . || echo 0; }

end_visits() {
  [[ -n $VISITS ]] || return 0
  kill -0 "$VISITS" 2>/dev/null && echo end >&"$VISITS_INPUT"
  exec {VISITS_INPUT}>&-
  wait "$VISITS" || true
  VISITS=
}

# mark WORDS: what happens now. The report says for how long visitors had trouble since.
mark() { echo "mark $1" >&"$VISITS_INPUT"; }

# saw WHAT VALUE [MOST]: a line of the report; beyond the most it may be, the drill has failed.
saw() { printf '%s\t%s%s\n' "$1" "$2" "${3:+$'\t'$3}" >>"$(drill_file facts)"; }

# at_most WHAT MOST: a limit of what the visitors count. Failed requests: 0, unless said otherwise.
at_most() { printf '%s\t\t%s\n' "$1" "$2" >>"$(drill_file facts)"; }

# took WHAT MOST COMMAND…: a line of the report, with how long the command took, seconds.
took() {
  local what=$1 most=$2 began=$EPOCHREALTIME
  shift 2
  "$@" >>"$(drill_file steps)" 2>&1 || die "$DRILL: $* did not go through; see $(drill_file steps)"
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
  primary_sql 'select order_number, idempotency_key from orders' >"$(drill_file orders)"
  saw "levels of stock that the ledger does not explain" "$(primary_sql "select count(*) from (
    select 1 from stock_levels l left join stock_movements m on m.variant_id = l.variant_id and m.location_id = l.location_id
    group by l.variant_id, l.location_id, l.on_hand, l.allocated, l.held
    having coalesce(sum(m.on_hand_delta), 0) <> l.on_hand or coalesce(sum(m.allocated_delta), 0) <> l.allocated
      or (select coalesce(sum(h.quantity), 0) from stock_holds h where h.variant_id = l.variant_id and h.location_id = l.location_id) <> l.held
    ) wrong")" 0
  saw "orders without their pieces" "$(primary_sql "select count(*) from orders o where not exists
    (select 1 from order_lines l where l.order_id = o.id)")" 0
}

# primary_sql SQL: of whichever server is the primary.
primary_sql() { cloud_sql "$(cloud_primary)" "$1"; }

webs_up() { processes_up | grep '^web[0-9]'; }

# serve_again WEB: started, and the load balancer sends visitors there. What goes away before that is missed.
serve_again() { cloud_start "$1" && until_true 60 is_sent_to "$1"; }

is_sent_to() { in_host balancer curl -fsS 'http://127.0.0.1:8404/;csv' 2>/dev/null | grep -q "^web,$1,.*,UP,"; }

# A web process dies. The others serve; it comes back.
drill_web() {
  at_most failed "$VISITORS" # what it was answering when it died, one request of each visitor at most
  at_most 'time to recover' 3
  mark "its death"
  cloud_kill web1
  sleep 10
  took 'serves again after its start' 30 serve_again web1
}

# Each web process in turn, round after round, as a release does.
drill_restart() {
  local rounds=${1:-20} round web count=0 began=$EPOCHREALTIME
  mark "the first restart"
  for ((round = 1; round <= rounds; round++)); do
    for web in $(webs_up); do
      cloud_stop "$web"
      serve_again "$web" || die "$web does not serve again"
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
  mark "growing and shrinking"
  for web in $(webs_up | tail -n +2); do cloud_stop "$web"; done
  sleep 5
  for web in web2 web3; do
    took "$web serves after" 30 serve_again "$web"
  done
  sleep 5
  for web in web3 web2; do cloud_stop "$web"; done
  sleep 5
  saw 'web processes, one after the other' '1, 3, 1'
}

# Redis dies, and comes back empty.
drill_cache() {
  mark "its death"
  cloud_kill cache
  sleep 15
  took 'back after its start' 10 start_ready cache
  sleep 10
  saw 'away, and then empty' '15 s'
}

start_ready() { cloud_start "$1" && cloud_ready "$1"; }

# The primary dies; somebody notices after some seconds and promotes the replica; the old primary follows. Then back, planned.
drill_promote() {
  local noticed=${1:-5} before began last
  before=$(cloud_primary)
  mark "its death"
  cloud_kill "$before"
  sleep "$noticed"
  began=$EPOCHREALTIME
  took 'promote-replica' 10 cloud_admin promote-replica --by 'a drill'
  last=$(primary_sql 'select max(id) from orders')
  until_true 60 has_order_after "$last" || die "No orders after the promotion"
  saw 'from there to the next order' "$(since "$began") s" 15
  saw 'noticed after' "$noticed s"
  sleep 5
  cloud_start "$before"
  took 'the old primary follows after' 60 rejoin "$before"
  mark 'a planned promotion'
  took 'promote-replica --planned' 60 cloud_admin promote-replica --planned --by 'a drill'
  took 'the replica follows after' 60 cloud_admin rejoin-replica
}

has_order_after() { (($(primary_sql 'select max(id) from orders') > $1)); }

rejoin() { cloud_ready "$1" && cloud_admin rejoin-replica; }

# Visitors stay for as long as the workers are away.
prepare_workers() { [[ ${1:-} != --minutes ]] || LONGEST=$((${2:-60} * 60 + 600)); }

# The workers are away for an hour: really, with --minutes 60, or by what is due being due an hour longer.
drill_workers() {
  local minutes=0 worker began began_at newest hourly
  [[ ${1:-} != --minutes ]] || minutes=${2:-60}
  mark "their end"
  began_at=$(primary_sql 'select utc_timestamp(6)')
  for worker in worker1 worker2; do cloud_stop "$worker"; done
  if ((minutes > 0)); then
    sleep $((minutes * 60))
  else
    sleep 20 # so that something waits
    primary_sql "update jobs set run_at = run_at - interval 1 hour where state = 'queued'"
    primary_sql "delete from jobs where schedule is not null and state = 'done'" # none of which was done in that hour
    primary_sql "update schedules set next_run_at = next_run_at - interval 1 hour where rule like 'every%'"
  fi
  saw 'jobs that waited' "$(primary_sql "select count(*) from jobs where state = 'queued' and run_at <= utc_timestamp(6)")"
  saw 'schedules that were missed' "$(primary_sql 'select count(*) from schedules where next_run_at <= utc_timestamp(6) and is_paused = 0')"
  newest=$(primary_sql 'select max(id) from jobs')
  began=$EPOCHREALTIME
  for worker in worker1 worker2; do cloud_start "$worker"; done
  until_true $((120 + minutes * 60)) nothing_waits || die "The backlog is not worked off"
  saw 'worked off after their start' "$(since "$began") s" $((60 + minutes * 30))
  # Hourly schedules are due again in an hour at the earliest: more than one job is one too many.
  hourly="from jobs where id > $newest and schedule in (select name from schedules where rule = 'every 1 h')"
  saw 'hourly schedules that caught up' "$(primary_sql "select count(distinct schedule) $hourly")"
  saw 'of those, more than once' "$(primary_sql "select count(*) - count(distinct schedule) $hourly")" 0
  sleep 5
  saw 'orders without a mail that was sent' "$(primary_sql "select count(*) from orders o left join mails m on m.cause = concat('order-received/', o.order_number)
    and m.state = 'sent' where o.placed_at between '$began_at' and utc_timestamp(6) - interval 5 second and m.id is null")" 0
  saw 'mails sent more than once' "$(cat "$CLOUD"/mail/*.eml | grep -i '^Message-ID:' | sort | uniq -d | wc -l)" 0
}

nothing_waits() {
  [[ $(primary_sql "select (select count(*) from jobs where state in ('queued', 'running') and run_at <= utc_timestamp(6) - interval 3 second)
    + (select count(*) from schedules where is_paused = 0 and next_run_at <= utc_timestamp(6) - interval 3 second)") == 0 ]]
}

# Somebody deletes the history of all orders. It is restored on a server of its own to the transaction before, and what is
# missing is brought back; the shop stays open and takes orders all the while.
drill_restore() {
  need_commands mariadb-backup
  local from position=$DRILLS/restored/data/xtrabackup_binlog_info mistake='delete from order_events' copied made without_history
  local historyless='select count(*) from orders o left join order_events e on e.order_id = o.id where e.id is null'
  from=$(cloud_primary)
  without_history=$(primary_sql "$historyless")
  took 'a full copy, made under load' 120 copy_database "$from"
  copied=$(primary_sql 'select utc_timestamp(6)')
  sleep 15 # orders that only the log has
  mark 'the mistake'
  made=$(primary_sql 'select utc_timestamp(6)')
  primary_sql "$mistake"
  sleep 3
  took 'the copy made consistent' 60 mariadb-backup --prepare --target-dir="$DRILLS/restored/data"
  took 'the log applied, to the transaction before' 60 roll_forward "$from" "$(cut -f 3 "$position")" "$(transaction_before "$from" "$mistake")"
  saw 'orders between the copy and the mistake' "$(restored_sql "select count(*) from orders where placed_at > '$copied'")"
  restored_sql 'select order_number from orders' | sort >"$(drill_file restored)"
  saw 'orders before the mistake that were not restored' "$(primary_sql "select order_number from orders where placed_at < '$made' - interval 1 second" |
    sort | comm -23 - "$(drill_file restored)" | wc -l)" 0
  saw 'orders restored that nobody has' "$(primary_sql 'select order_number from orders' | sort | comm -13 - "$(drill_file restored)" | wc -l)" 0
  saw 'restored orders without a history' "$(restored_sql "$historyless")" "$without_history"
  took 'what was missing brought back' 60 bring_back order_events
  saw 'rows brought back' "$(restored_sql 'select count(*) from order_events')"
  saw 'orders without a history' "$(primary_sql "$historyless")" "$without_history"
  end_restored
  rm -rf "$DRILLS/restored"
}

copy_database() {
  rm -rf "$DRILLS/restored"
  mkdir -p "$DRILLS/restored"
  (cd "$CLOUD/$1" && mariadb-backup --no-defaults --backup --user=root --socket="$PWD/socket" --datadir="$PWD" --target-dir="$DRILLS/restored/data")
}

# transaction_before SERVER STATEMENT: the GTID before that of the newest transaction with this text in its log.
transaction_before() {
  cloud_sql "$1" "show binlog events in '$(cloud_sql "$1" 'show master status' | cut -f 1)'" |
    awk -F '\t' -v text="$2" '$3 == "Gtid" { before = gtid; match($6, /[0-9]+-[0-9]+-[0-9]+/); gtid = substr($6, RSTART, RLENGTH) }
      $3 == "Annotate_rows" && index($6, text) == 1 { found = before }
      END { print found }'
}

# roll_forward SERVER FROM TO: the copy as a server of its own, which follows SERVER as long as that is right.
roll_forward() {
  local data=$DRILLS/restored/data
  cp infra/cloud/database.cnf "$DRILLS/restored/settings.cnf"
  # It acknowledges nothing: to the primary it is no replica that has an order.
  (
    cd "$data" || exit
    setsid ip netns exec "$CLOUD_NET-${CLOUD_HOST[replica]}" mariadbd --defaults-file="$DRILLS/restored/settings.cnf" --user=root \
      --datadir="$data" --tmpdir="$DRILLS/restored" --socket=socket --port=3307 --server-id=9 --skip-slave-start --skip-log-bin --rpl-semi-sync-slave-enabled=0 \
      </dev/null >"$DRILLS/restored/log" 2>&1 &
    echo $! >"$DRILLS/restored/pid"
  )
  until_true 30 restored_sql 'select 1' || return
  restored_sql "stop slave; reset slave all; set global gtid_slave_pos = '$2';
    change master to master_host = '$1.internal', master_user = 'follower', master_password = '$(secret CLOUD_FOLLOWER)', master_ssl = 1,
      master_ssl_ca = '$CLOUD/certificates/authority.pem', master_use_gtid = slave_pos;
    start slave until master_gtid_pos = '$3'" &&
    until_true 60 has_stopped_at "$3"
}

restored_sql() { (cd "$DRILLS/restored/data" && mariadb --no-defaults --socket=socket --user=root --batch --raw --skip-column-names rocket_parts -e "$1"); }

has_stopped_at() { [[ $(restored_sql 'select @@gtid_slave_pos') == "$1" ]]; }

# bring_back TABLE: the rows that the restored server has and the shop has not; what is there stays.
bring_back() {
  local columns
  columns=$(restored_sql "select group_concat(column_name order by ordinal_position) from information_schema.columns
    where table_schema = 'rocket_parts' and table_name = '$1'")
  {
    echo 'begin;'
    restored_sql "select concat('insert ignore into $1 ($columns) values (', concat_ws(',', quote(${columns//,/), quote(})), ');') from $1"
    echo 'commit;'
  } | cloud_sql "$(cloud_primary)" 'source /dev/stdin'
}

end_restored() {
  local pid
  pid=$(ours "$DRILLS/restored/pid" "$DRILLS/restored/") && kill -TERM "$pid" && until_true 30 eval "! kill -0 $pid 2>/dev/null"
}

# The lake is gone, and comes back empty. The shop sells on; what was in the lake is made again, byte by byte.
drill_lake() {
  local before
  warehouse export >>"$(drill_file steps)" 2>&1 || die "Nothing can be exported; see $(drill_file steps)"
  before=$(days_of_the_lake)
  [[ -n $before ]] || { give_cloud_a_past && before=$(days_of_the_lake); } || die "There is no day to lose; see $(drill_file steps)"
  mark 'its end'
  cloud_kill lake
  rm -rf "$CLOUD/lake"
  sleep 10
  saw 'reports are refused with' "$(in_host web1 curl -s -o /dev/null -w '%{http_code}' http://reports.internal:3010/status)"
  start_ready lake
  took 'days exported and compared anew in' 300 warehouse export
  saw 'files of days' "$(wc -l <<<"$before")"
  saw 'files that are not as they were' "$(days_of_the_lake | comm -3 - <(echo "$before") | wc -l)" 0
  took 'compared once more' 120 warehouse verify
  until_true 30 in_host web1 curl -fsS -o /dev/null http://reports.internal:3010/status || die "There are no reports again"
}

warehouse() { cloud_role in_host async1 warehouse1 warehouse "$@"; }

# The files of each day that is there, by what is in them: those of today may change.
days_of_the_lake() {
  (cd "$CLOUD/lake" && find . -path '*day=*' -name '*.parquet' -exec sha256sum {} + | sort)
}

# Days of the past, so that there is something to lose: a cloud begins with today.
give_cloud_a_past() {
  {
    cargo build -p store --example history &&
      SHOP_IN_CLOUD=$CARGO_TARGET_DIR/debug/examples/history cloud_role in_host async1 migrate --orders 1500 --days 30 &&
      sleep 5 && # until the replica has it
      warehouse export
  } >>"$(drill_file steps)" 2>&1
}

# The release before runs on the tables of this one, beside it, under the same load balancer; then only this one runs.
# RELEASE_BEFORE names a folder that has it built.
prepare_rollout() {
  local host
  RELEASE_BEFORE=${RELEASE_BEFORE:-$(build_release "${1:-$(release_before)}")} && [[ -d $RELEASE_BEFORE ]] || return
  # One that was built without TLS for Redis needs it at its side.
  note_tls "$RELEASE_BEFORE/target/shop"
  of_release_before shop_speaks_tls || for host in web1 web2 web3 async1; do cloud_begin "tls-$host"; done
  # Beside those of this release, as a release does.
  cp -r "$RELEASE_BEFORE/target/site/pkg" "$RELEASE_BEFORE/target/site/fonts" "$CLOUD/assets/files/"
}

drill_rollout() {
  local web webs path
  mapfile -t webs < <(webs_up)
  mark 'going back to the release before'
  for web in "${webs[@]}"; do
    cloud_stop "$web"
    of_release_before serve_again "$web" || die "$web of the release before does not serve"
  done
  cloud_stop worker1 && of_release_before cloud_start worker1 && cloud_ready worker1
  sleep 10
  mark 'this release beside it'
  cloud_stop "${webs[-1]}" && serve_again "${webs[-1]}" || die "${webs[-1]} does not serve"
  sleep 20
  mark 'this release alone'
  for web in "${webs[@]:0:${#webs[@]}-1}"; do cloud_stop "$web" && serve_again "$web" || die "$web does not serve"; done
  cloud_stop worker1 && cloud_start worker1 && cloud_ready worker1
  sleep 10
  saw 'releases' "$(basename "$RELEASE_BEFORE"), this one"
  # A page of the release before that somebody keeps open, or the edge.
  saw 'its files that are not to be had any more' "$(for path in "$RELEASE_BEFORE"/target/site/pkg/*.{css,js,wasm}; do
    visit -fo /dev/null "$(cloud_url)/pkg/${path##*/}" 2>/dev/null || echo "$path"
  done | wc -l)" 0
  saw 'files of both releases' "$(ls "$CLOUD/assets/files/pkg"/*.{css,js,wasm} | wc -l)"
  saw 'jobs given up' "$(primary_sql "select count(*) from jobs where state = 'dead'")" 0
}

of_release_before() { SHOP_IN_CLOUD=$RELEASE_BEFORE/target/shop/rocket-parts SITE=$RELEASE_BEFORE/target/site "$@"; }

# The last tag before this commit; without one, what ran before the tables were changed last.
release_before() { git describe --tags --abbrev=0 HEAD^ 2>/dev/null || git log -1 --format=%h^ -- store/migrations; }

# build_release REVISION: built by its own scripts, in a folder that all clones share; prints the folder.
build_release() {
  local revision folder
  revision=$(git rev-parse --verify --quiet "$1^{commit}") || die "There is no revision $1."
  folder=$CACHE/releases/${revision:0:12}
  (
    if [[ ! -d $folder ]]; then
      rm -rf "$folder.new"
      mkdir -p "$folder.new"
      git archive "$revision" | tar -x -C "$folder.new" || exit
      # Cargo tells crates of ours apart by their version, not by the clone: without this it would take those it has.
      sed -i "/^\[workspace.package\]/,/^\[workspace.dep/ s/^version = \"\(.*\)\"/version = \"\1+${revision:0:12}\"/" "$folder.new/Cargo.toml" || exit
      mv "$folder.new" "$folder"
    fi
    ROOT=$folder
    cd "$folder" || exit
    # shellcheck source=/dev/null
    for part in say place tools servers build; do source "scripts/$part.sh"; done
    build_shop
  ) >&2 || die "The release before ($1) does not build."
  echo "$folder"
}
