# shellcheck shell=bash
# ./dev test cloud: whether ./dev cloud is what is drawn. Who reaches whom, TLS, users of the database, what the edge keeps,
# and the journeys through all of it.

CLOUD_TESTED=      # set while this call's own cloud is up
CLOUD_HEADERS=     # what the last answer said
KEPT_LONG=/pages/shipping # asked for at the beginning, shown when nobody answers any more

# cloud_checks [all …|reach|tls|users|edge|e2e …]: all of it on an empty cloud; a part on the one that is up, if there is one.
cloud_checks() {
  local part=${1:-all}
  shift || true
  need_cloud
  case $part in
    all)
      need_journey_tools
      need_npm
      cloud_compared
      cloud_journeys "$@"
      drills_all
      ;;
    reach | tls | edge) cloud_for_a_part && "cloud_$part" ;;
    users) cloud_for_a_part && cloud_rights ;;
    e2e) need_journey_tools && need_npm && cloud_for_a_part && cloud_journeys "$@" ;;
    drills) cloud_for_a_part && drills_all ;;
    *) die "There is no ./dev test cloud $part. There is: reach, tls, users, edge, e2e, drills; without a word, all of it." ;;
  esac
}

# In ./dev test: all but journeys and drills.
cloud_in_short() {
  if can_cloud; then
    need_cloud
    cloud_compared
    cloud_down
  else
    say "The drawing on one machine: not checked, it needs root on Linux"
  fi
}

# An empty cloud, compared with the drawing.
cloud_compared() {
  need_commands testssl
  cloud_down
  rm -rf "$CLOUD"
  CLOUD_TESTED=yes
  during cloud-up "Bringing an empty cloud up" cloud_up || die "It does not come up."
  cloud_reach
  cloud_tls
  cloud_rights
  cloud_edge
}

cloud_for_a_part() {
  [[ -n $(cloud_namespaces) ]] || CLOUD_TESTED=yes
  cloud_up
}

stop_tested_cloud() { [[ -z $CLOUD_TESTED ]] || cloud_down; }

# Reach ----------------------------------------------------------------------------------------------------------------

cloud_reach() {
  check cloud-reach "Cloud: everyone reaches whom the drawing says, and nobody else" reach_as_drawn
  check cloud-outside "Cloud: no way leads out, and none in from the machine" no_way_out
}

reach_as_drawn() {
  local host trying=()
  rm -rf "$CLOUD/reach" && mkdir -p "$CLOUD/reach" || return
  reach_targets >"$CLOUD/reach/targets"
  for host in $(cloud_hosts); do
    in_host "$host" python3 "$ROOT/infra/cloud/reach.py" <"$CLOUD/reach/targets" | sed "s/^/$host /" >"$CLOUD/reach/from-$host" &
    trying+=($!)
  done
  wait "${trying[@]}"
  cat "$CLOUD"/reach/from-* | awk '$1 != $2' | sort >"$CLOUD/reach/found"
  reach_drawn | sort -u >"$CLOUD/reach/drawn"
  echo "$(($(wc -l <"$CLOUD/reach/targets") * $(cloud_hosts | wc -l))) tried, $(wc -l <"$CLOUD/reach/found") ways open"
  cmp -s "$CLOUD/reach/drawn" "$CLOUD/reach/found" && return
  printf '%-10s %-10s %-5s %s\n' from to port ''
  comm -23 "$CLOUD/reach/drawn" "$CLOUD/reach/found" | xargs -rn 3 printf '%-10s %-10s %-5s drawn, and closed\n'
  comm -13 "$CLOUD/reach/drawn" "$CLOUD/reach/found" | xargs -rn 3 printf '%-10s %-10s %-5s open, and not drawn\n'
  return 1
}

# Every host at every port that any of them has, those of metrics included.
reach_targets() {
  local host port
  for host in $(cloud_hosts); do
    for port in $({ cloud_arrows | awk '{ print $3 }'; printf '%s\n' 22 3001 3002 6082 6083 8404; } | sort -nu); do
      echo "$host ${CLOUD_ADDRESS[$host]} $port"
    done
  done
}

reach_drawn() {
  local from to port one other
  while read -r from to port; do
    for one in $(hosts_of_group "$from"); do
      for other in $(hosts_of_group "$to"); do [[ $one == "$other" ]] || echo "$one $other $port"; done
    done
  done < <(cloud_arrows)
}

no_way_out() {
  local host machine
  machine=$(ip -4 -o addr show scope global | awk '{ sub("/.*", "", $4); print $4; exit }')
  for host in $(cloud_hosts); do
    [[ -z $(in_host "$host" python3 "$ROOT/infra/cloud/reach.py" <<<"machine ${machine:-192.0.2.1} 22") ]] || { echo "$host reaches the machine"; return 1; }
  done
  # Whatever may have that address out there, it is not ours.
  ! curl -sS --max-time 3 --cacert "$CLOUD/certificates/authority.pem" --resolve "$SHOP_NAME:443:${CLOUD_ADDRESS[edge]}" "$(cloud_url)/help"
}

# TLS ------------------------------------------------------------------------------------------------------------------

cloud_tls() {
  local authority=$CLOUD/certificates/authority.pem stranger=$CLOUD/certificates/stranger.pem host
  need_commands testssl
  check cloud-testssl "Cloud: a scan of the front finds nothing (a minute)" front_is_sound
  check cloud-hsts "Cloud: the front sends to TLS, and says to stay there" front_stays_in_tls
  for host in balancer assets lake; do
    check "cloud-tls-$host" "Cloud: $host shows a certificate of ours" shows_certificate "$host" 443 "$authority"
    check "cloud-stranger-$host" "Cloud: … and is not believed by whoever trusts another authority" refuses shows_certificate "$host" 443 "$stranger"
  done
  for host in primary replica; do
    check "cloud-plain-$host" "Cloud: the $host refuses a connection without TLS" refuses database_as web "$host" --skip-ssl
    check "cloud-name-$host" "Cloud: the $host is believed by its name" database_as web "$host" --ssl-ca="$authority" --ssl-verify-server-cert
    check "cloud-stranger-$host" "Cloud: … and not by whoever trusts another authority" \
      refuses database_as web "$host" --ssl-ca="$stranger" --ssl-verify-server-cert
  done
  check cloud-tls-shop "Cloud: the shop believes both" operate admin replication
  check cloud-stranger-shop "Cloud: … not by another authority" refuses operate_with "s|authority.pem|stranger.pem|"
  check cloud-name-shop "Cloud: … and not by another name" refuses operate_with "s|@primary.internal|@${CLOUD_ADDRESS[primary]}|"
  check cloud-cache "Cloud: Redis answers over TLS, with its password" cache_client ping
  check cloud-cache-plain "Cloud: … not without TLS" refuses in_host async1 timeout 5 redis-cli -e -h cache.internal ping
  check cloud-cache-password "Cloud: … not without a password" refuses in_host async1 redis-cli -e --tls --cacert "$authority" -h cache.internal ping
  check cloud-cache-stranger "Cloud: … not to whoever trusts another authority" refuses in_host async1 redis-cli -e --tls --cacert "$stranger" -h cache.internal ping
  check cloud-secret "Cloud: the load balancer answers nobody but the edge" balancer_wants_secret
  check cloud-lake-key "Cloud: the lake answers nobody without a key" lake_wants_key
  check cloud-replication "Cloud: the replica follows over TLS, and looks whom" replication_in_tls
}

refuses() { ! "$@"; }

# Findings that an authority of one's own has by nature are left out.
front_is_sound() {
  local found=$CLOUD/testssl.json
  rm -f "$found"
  in_host visitor testssl --quiet --color 0 --warnings off -p -s -f -S -h --add-ca "$CLOUD/certificates/authority.pem" --jsonfile "$found" \
    "$(cloud_url)/help" </dev/null
  node -e '
    const all = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    const bad = all.filter(({ id, severity }) => /LOW|MEDIUM|HIGH|CRITICAL|FATAL/.test(severity) && !["cert_revocation", "DNS_CAArecord"].includes(id));
    for (const { id, severity, finding } of bad) console.log(severity, id, finding);
    process.exitCode = bad.length > 0 || all.length < 40 ? 1 : 0;' "$found"
}

front_stays_in_tls() {
  [[ $(visit -o /dev/null -w '%{http_code} %{redirect_url}' "http://$SHOP_NAME/help?a=b") == "301 $(cloud_url)/help?a=b" ]] &&
    visit -o /dev/null -D - "$(cloud_url)/help" | grep -qi '^strict-transport-security: max-age=31536000' &&
    visit -o /dev/null -D - "$(cloud_url)/pkg/none.css" | grep -qi '^strict-transport-security: max-age=31536000' &&
    [[ $(visit -o /dev/null -w '%{http_version}' "$(cloud_url)/help") == 2 ]]
}

# shows_certificate HOST PORT AUTHORITY: asked by who has an arrow to it.
shows_certificate() {
  local from=edge
  [[ $1 != lake ]] || from=async1
  in_host "$from" openssl s_client -connect "$1.internal:$2" -CAfile "$3" -verify_return_error -verify_hostname "$1.internal" -brief </dev/null
}

# database_as USER HOST MARIADB ARGUMENTS…: from an async server, with the user's password.
database_as() {
  local user=$1 host=$2
  shift 2
  MYSQL_PWD=$(secret "CLOUD_${user^^}") in_host async1 mariadb --no-defaults -h "$host.internal" -u "$user" "$@" rocket_parts -e "${STATEMENT:-select 1}"
}

# operate_with CHANGE: asks both databases, with the settings changed by sed.
operate_with() {
  (umask 077 && sed "$1" "$CLOUD/settings/operator" >"$CLOUD/settings/changed")
  cloud_role in_host async1 changed admin replication
}

balancer_wants_secret() {
  local ask=(in_host edge curl -sS -o /dev/null -w '%{http_code}' --cacert "$CLOUD/certificates/authority.pem") secret
  secret="x-rocket-parts-edge: $(secret CLOUD_EDGE)"
  [[ $("${ask[@]}" https://balancer.internal/help) == 403 && $("${ask[@]}" -H 'x-rocket-parts-edge: guessed' https://balancer.internal/help) == 403 &&
    $("${ask[@]}" -H "$secret" https://balancer.internal/help) == 200 && $("${ask[@]}" -H "$secret" https://balancer.internal/readyz) == 404 ]]
}

lake_wants_key() {
  [[ $(in_host async1 curl -sS -o /dev/null -w '%{http_code}' --cacert "$CLOUD/certificates/authority.pem" 'https://lake.internal/lake?list-type=2') == 403 ]]
}

replication_in_tls() {
  cloud_sql "$(other_than "$(cloud_primary)")" --column-names 'show slave status\G' | tee /dev/stderr |
    awk '/Master_SSL_Allowed: Yes/ || /Master_SSL_Verify_Server_Cert: Yes/ || /Slave_IO_Running: Yes/ { said++ } END { exit said != 3 }'
}

# Users of the database ------------------------------------------------------------------------------------------------

cloud_rights() {
  local user
  for user in web worker warehouse; do
    may_not "$user" "make or change tables" 'create table stray (id int)' 'alter table orders add column stray int' 'drop table jobs'
    may_not "$user" "touch migrations and promotions" 'update _sqlx_migrations set success = 0' 'delete from promotions'
    may_not "$user" "rewrite ledgers and histories" 'update stock_movements set id = id' 'delete from audit_entries' 'update invoices set id = id' 'delete from revisions'
    may_not "$user" "read or give rights" 'select * from mysql.global_priv' "grant select on rocket_parts.* to $user@'%'" 'set global read_only = 1'
    may "$user" "read" 'select count(*) from orders' 'select count(*) from _sqlx_migrations'
  done
  may_not warehouse "change orders, stock or customers" 'update orders set id = id' 'update stock_levels set held = held' 'delete from customers' 'insert into audit_entries () values ()'
  may warehouse "note its runs" 'update warehouse_runs set id = id' 'update jobs set id = id'
  may web "sell" 'update carts set id = id where false' 'update stock_levels set held = held where false'
  may migrate "change tables" 'create table stray (id int)' 'drop table stray'
  may_not migrate "give rights or close the server" "grant select on rocket_parts.* to web@'%'" 'set global read_only = 1'
}

may() {
  check "cloud-$1-may" "Cloud: $1 may $2" each_goes "$1" "${@:3}"
}

may_not() {
  check "cloud-$1-may-not" "Cloud: $1 may not $2" none_goes "$1" "${@:3}"
}

each_goes() {
  local user=$1 statement
  shift
  for statement in "$@"; do STATEMENT=$statement as_user "$user" || return; done
}

# Refused for want of a right, not for another reason.
none_goes() {
  local user=$1 statement said
  shift
  for statement in "$@"; do
    said=$(STATEMENT=$statement as_user "$user" 2>&1) && { echo "It went: $statement"; return 1; }
    echo "$said"
    grep -qE 'ERROR (1044|1045|1142|1227)' <<<"$said" || return
  done
}

as_user() { database_as "$1" "$(cloud_primary)" --ssl-ca="$CLOUD/certificates/authority.pem" --ssl-verify-server-cert; }

# The edge -------------------------------------------------------------------------------------------------------------

cloud_edge() {
  local path from kept example
  kept_since=$SECONDS
  page_is "$KEPT_LONG" 200 || true
  while read -r path from kept; do
    example=$(example_of "$path")
    check "cloud-kept-${path//[^a-z]/-}" "Cloud, edge: $path is kept, $kept" is_kept_as "$example" "$kept"
  done < <(edge_table)
  for path in /account /api/cart/pieces '/api/inventory/stock?sku=RP-AT-54-600' /cart /cart.csv /checkout /desk /orders /preview/abc/parts/RP-AT-54-600 \
    /quick-order /studio /healthz /no-such-path /parts; do
    check "cloud-never-${path//[^a-z]/-}" "Cloud, edge: $path is never kept" is_never_kept "$path"
  done
  check cloud-cookie "Cloud, edge: no cookie gets through to what is kept" cookie_stays_outside
  check cloud-address "Cloud, edge: the visitor's address is named last, whatever the visitor says" address_is_last
  check cloud-post "Cloud, edge: what is kept is only read" kept_is_only_read
  check cloud-missing "Cloud, edge: a page not found is looked for again after five seconds" missing_is_short
  check cloud-builds "Cloud, edge: files of an older build are there beside the new one" older_build_stays
  check cloud-purge "Cloud, edge: a new price is seen within seconds, by a worker's purge" price_is_seen
  check cloud-purge-who "Cloud, edge: no visitor makes it forget" visitor_purges_nothing
  check cloud-stale "Cloud, edge: while no server answers, copies are shown and failures not kept" stale_while_down
}

# Path, origin and policy of each line of the table.
edge_table() { sed -nE 's/^ +\{ path = "([^"]+)", from = "(\w+)", cache = "(\w+)" \},$/\1 \2 \3/p' infra/modules/edge/main.tf; }

example_of() {
  case $1 in
    '/pkg/*') (cd "$SITE" && printf '/%s\n' pkg/rocket-parts.*.css) ;;
    '/fonts/*') (cd "$SITE" && printf '/%s\n' fonts/plex-sans-400.*.woff2) ;;
    '/media/*') echo /media/none.webp ;; # a shop of the demo has no pictures: what is missing is kept for five seconds
    '/parts/*') echo /parts/RP-AT-54-600 ;;
    '/categories/*') echo /categories/airframe-tubes ;;
    '/pages/*') echo /pages/about ;;
    '/help/*') visit "$(cloud_url)/help" | grep -oE '/help/[a-z-]+' | head -n 1 | grep . || echo /help/none ;;
    '/sitemap*') echo /sitemap.xml ;;
    *) echo "$1" ;;
  esac
}

# ask PATH CURL ARGUMENTS…: keeps headers and body.
ask() {
  local path=$1
  shift
  visit -o "$CLOUD/answer" -D "$CLOUD/answer-head" "$@" "$(cloud_url)$path"
  CLOUD_HEADERS=$(tr -d '\r' <"$CLOUD/answer-head" | tr '[:upper:]' '[:lower:]')
}

header() { sed -n "s/^$1: //p" <<<"$CLOUD_HEADERS"; }
status_said() { sed -nE '1s/^http[^ ]* ([0-9]+).*/\1/p' <<<"$CLOUD_HEADERS"; }

# copy PATH HIT|MISS [CURL ARGUMENTS…]
copy() {
  local path=$1 wanted=$2
  shift 2
  ask "$path" "$@"
  [[ $(header x-cache) == "${wanted,,}" ]] && return
  echo "$path $*: $(status_said), $(header x-cache) where $wanted was expected"
  return 1
}

page_is() {
  ask "$1"
  [[ $(status_said) == "$2" ]] || { echo "$1: $(status_said) where $2 was expected"; return 1; }
}

forget() {
  [[ $(in_host async1 curl -sS -o /dev/null -w '%{http_code}' -X PURGE -H "x-purge: ${2:-page}" "http://edge.internal:6081$1") == 200 ]]
}

# A query that a page understands, or takes no notice of; it is sent to another address by some.
query_of() {
  case $1 in
    /categories/*) echo "id=$2mm.." ;;
    /search) echo "q=tube-$2" ;;
    *) echo "n=$2" ;;
  esac
}

is_kept_as() {
  local path=$1 kept=$2 number=$((RANDOM + 100)) encoding expected=200 other another
  other=$(query_of "$path" "$number")
  another=$(query_of "$path" "$((number + 1))")
  [[ $path != /media/* && $path != /help/none ]] || expected=404
  forget "$path" || return
  copy "$path" MISS || return
  copy "$path" HIT || return
  [[ $(status_said) == "$expected" ]] || { echo "$(status_said) where $expected was expected"; return 1; }
  copy "$path" HIT -H "cookie: __Host-session=$number; theme=dark" -H 'user-agent: another' || return
  [[ -z $(header set-cookie) ]] || { echo "It sets a cookie"; return 1; }
  if [[ $kept == pages ]]; then
    copy "$path?$other" MISS && copy "$path?$other" HIT && copy "$path?$another" MISS || return
  else
    copy "$path?$other" HIT || return
  fi
  for encoding in br gzip; do
    ask "$path" -H "accept-encoding: $encoding, deflate"
    copy "$path" HIT -H "accept-encoding: deflate, $encoding;q=0.9" || return
    is_compressed_once "$path" "$encoding" || return
  done
  forget "$path" && copy "$path" MISS
}

# Small answers and pictures are not compressed at all. The shop's own file of a picture that is says nothing of vary; the edge
# divides its copies all the same.
is_compressed_once() {
  local size
  size=$(stat -c %s "$CLOUD/answer")
  [[ $(header content-length) == "$size" ]] || { echo "$1: content-length $(header content-length) of $size bytes"; return 1; }
  [[ $(status_said) == 200 && $1 != *.png && $1 != *.webp && $1 != *.txt && $1 != *.json ]] || return 0
  [[ $(header content-encoding) == "$2" && ($(header vary) == *accept-encoding* || $1 == /favicon.svg) ]] || { echo "$1: content-encoding $(header content-encoding), vary $(header vary)"; return 1; }
  case $2 in
    gzip) gzip -t <"$CLOUD/answer" && [[ $(gzip -dc <"$CLOUD/answer" | head -c 2 | od -An -tx1) != ' 1f 8b' ]] ;;
    br) node -e 'require("zlib").brotliDecompressSync(require("fs").readFileSync(process.argv[1]))' "$CLOUD/answer" ;;
  esac
}

is_never_kept() {
  local time
  for time in 1 2 3; do copy "$1" MISS || return; done
  [[ -z $(header age) || $(header age) == 0 ]]
}

# What went to the load balancer is in the log of the edge.
cookie_stays_outside() {
  local mark=mine$RANDOM$RANDOM
  forget /help
  ask /help -H "cookie: __Host-cart=$mark" -H "authorization: Basic $mark"
  ask /cart -H "cookie: __Host-cart=$mark"
  in_host edge varnishlog -n "$CLOUD/edge" -d -b -i BereqURL,BereqHeader | awk -v mark="$mark" '
    /BereqURL/ { url = $NF } index($0, mark) { print url; if (url == "/cart") reached = 1; else leaked = 1 } END { exit leaked || !reached }'
}

address_is_last() {
  local mark=203.0.113.$((RANDOM % 250))
  ask /cart -H "x-forwarded-for: $mark"
  in_host edge varnishlog -n "$CLOUD/edge" -d -b -i BereqHeader | tee /dev/stderr | tr '[:upper:]' '[:lower:]' |
    grep -cE "x-forwarded-for: $mark, ?${CLOUD_ADDRESS[visitor]}\$"
}

kept_is_only_read() {
  ask /help -X POST -d a=b && [[ $(status_said) == 403 ]] && ask /cart -X POST -d a=b && [[ $(status_said) != 403 ]]
}

missing_is_short() {
  local path=/parts/NONE-$RANDOM
  page_is "$path" 404 && copy "$path" HIT && sleep 6 && copy "$path" MISS
}

older_build_stays() (
  older=$(cd "$SITE" && echo pkg/rocket-parts.*.css)
  SITE=$CLOUD/next-build
  mkdir -p "$SITE/pkg" "$SITE/fonts"
  echo 'body{}' >"$SITE/pkg/rocket-parts.of-the-next-build.css"
  code=0
  put_build && page_is /pkg/rocket-parts.of-the-next-build.css 200 && forget "/$older" && page_is "/$older" 200 &&
    [[ $(header cache-control) == *max-age=31536000*immutable* ]] || code=1
  rm -rf "$SITE" "$CLOUD/assets/files/pkg/rocket-parts.of-the-next-build.css"
  exit "$code"
)

# An import writes the job, a worker does it. The journeys publish.
price_is_seen() {
  local path=/parts/RP-AT-54-900 price=$((RANDOM % 80 + 11)).$((RANDOM % 90 + 10)) began
  copy "$path" HIT || copy "$path" HIT || return
  printf 'sku,min_quantity,unit_price,currency\nRP-AT-54-900,1,%s,EUR\n' "$price" >"$CLOUD/prices.csv"
  operate import prices "$CLOUD/prices.csv" --apply || return
  began=$(date +%s%N)
  until ask "$path" && grep -qF "$price" "$CLOUD/answer"; do
    (($(date +%s%N) - began < 10000000000)) || { echo "The new price $price is not seen after ten seconds"; return 1; }
    sleep 0.1
  done
  echo "Seen after $((($(date +%s%N) - began) / 1000000)) ms"
}

visitor_purges_nothing() {
  ask /help && copy /help HIT && ask /help -X PURGE && [[ $(status_said) == 403 ]] && copy /help HIT
}

stale_while_down() {
  local path=$KEPT_LONG other="/parts/RP-AT-54-600?never-asked=$RANDOM" since=$((SECONDS - kept_since))
  # A copy counts for a minute.
  ((since > 62)) || sleep $((63 - since))
  cloud_kill web1
  cloud_kill web2
  copy "$path" HIT && sleep 3 && copy "$path" HIT && page_is "$path" 200 && (($(header age) > 60)) && page_is "$other" 503
  local code=$?
  cloud_start web1
  cloud_start web2
  cloud_ready web1
  cloud_ready web2
  until_served_again "$other" || code=1
  # Shown once more as it was, and renewed behind the visitor's back.
  ask "$path"
  sleep 1
  ask "$path"
  (($(header age) < 10)) || { echo "It is still $(header age) s old"; code=1; }
  return "$code"
}

until_served_again() { await "The shop" "$CLOUD_LOGS/balancer.log" page_is "$1" 200; }

# Journeys -------------------------------------------------------------------------------------------------------------

# Through the front, as visitors: with the name server of the drawing, believing its authority. Those that start servers of
# their own (@process) have no place in it: their servers would stand beside the drawing.
cloud_journeys() {
  local certificates=$CLOUD/certificates walked
  during cloud-past "Filling the database of the past" cloud_past || { FAILED=$((FAILED + 1)); return; }
  # Tries are counted by address: each journey says where it comes from.
  CLOUD_CLIENT_HEADER=x-client-address cloud_again web1 web2
  CLOUD_PAST=past cloud_again warehouse1 warehouse2
  (
    export CLOUD_KEY PUBLIC_URL MAIL_DIR=$CLOUD/mail SHOP_BINARY=$CLOUD/operate NODE_EXTRA_CA_CERTS=$certificates/authority.pem
    export CHROMIUM_PATH=${CHROMIUM_PATH:-$(command -v chromium)} CI=${CI:-}
    PUBLIC_URL=$(cloud_url)
    CLOUD_KEY=$(openssl x509 -in "$certificates/edge.pem" -noout -pubkey | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64)
    printf '#!/bin/sh\nexec %q cloud operate "$@"\n' "$ROOT/dev" >"$SHOP_BINARY"
    chmod +x "$SHOP_BINARY"
    rm -f "$JOURNEYS_REPORT"
    during cloud-e2e "Cloud: browser journeys" walk_in_cloud "$@"
  ) && walked=yes || walked=no
  count_journeys "$walked"
  cloud_again web1 web2 warehouse1 warehouse2
}

# Reports are about an invented past, in a database and a lake of their own.
cloud_past() {
  [[ ! -f $CLOUD/past-loaded ]] || return 0
  cargo build -p store --example history || return
  cloud_sql "$(cloud_primary)" 'create database if not exists rocket_parts_past character set utf8mb4 collate utf8mb4_unicode_ci' &&
    cloud_users rocket_parts_past || return
  (umask 077 && CLOUD_PAST=past shop_settings warehouse migrate >"$CLOUD/settings/past")
  cloud_role in_host async1 past migrate && cloud_users rocket_parts_past && cloud_role in_host async1 past import demo --apply &&
    SHOP_IN_CLOUD=$CARGO_TARGET_DIR/debug/examples/history cloud_role in_host async1 past --orders 4000 --days 120 &&
    replica_has_all && cloud_role in_host async1 past warehouse export && touch "$CLOUD/past-loaded"
}

# shellcheck disable=SC2016 # for the other shell to expand
walk_in_cloud() { in_host visitor bash -c 'cd "$0/end2end" && exec node_modules/.bin/playwright test --grep-invert @process "$@"' "$ROOT" "$@"; }

# What is exported is read from it.
replica_has_all() {
  local primary
  primary=$(cloud_primary)
  [[ $(cloud_sql "$(other_than "$primary")" "select master_gtid_wait('$(cloud_sql "$primary" 'select @@gtid_binlog_pos')', 120)") == 0 ]]
}

# cloud_again PROCESS…: one after the other, as a release would.
cloud_again() {
  local process
  for process in "$@"; do
    cloud_stop "$process"
    cloud_start "$process"
    cloud_ready "$process"
    sleep 3 # the load balancer believes it at the second time
  done
}
