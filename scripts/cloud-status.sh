# shellcheck shell=bash
# ./dev cloud status: what is up, and of each part what matters.

# cloud_status [--watch]: once, or every two seconds until Ctrl-C.
cloud_status() {
  local table
  if [[ ${1:-} != --watch ]]; then
    status_table
    return
  fi
  trap 'exit 0' INT
  while true; do
    table=$(status_table)
    [[ ! -t 1 ]] || printf '\033[H\033[J'
    printf '%s\n\n%(%T)T, every two seconds; Ctrl-C ends the view, not the cloud\n' "$table" -1
    sleep 2
  done
}

status_table() {
  local process state
  if [[ -z $(cloud_namespaces) ]]; then
    echo "No cloud of this clone is up: ./dev cloud"
    return
  fi
  printf '%-11s %-12s %-10s %s\n' part where state 'what matters'
  for process in dns edge-tls edge assets balancer web1 web2 web3 reports worker1 worker2 warehouse1 warehouse2 primary replica cache lake; do
    state=$(state_of "$process")
    printf '%-11s %-12s %s %s\n' "$process" "${CLOUD_ADDRESS[${CLOUD_HOST[$process]}]}" "$(in_colour "$state")" \
      "$([[ $state == down ]] || matters "$process" 2>/dev/null || true)"
  done
}

# A word; web servers that are up may not be ready.
state_of() {
  if ! cloud_is_up "$1"; then echo down
  elif cloud_answers "$1" >/dev/null 2>&1; then echo up
  else echo "not ready"; fi
}

# The word says it; the colour, where there may be one, says it again.
in_colour() {
  local code
  case $1 in up) code=32 ;; down) code=31 ;; *) code=33 ;; esac
  if [[ -t 1 && -z ${NO_COLOR:-} ]]; then printf '\033[%sm%-10s\033[0m' "$code" "$1"; else printf '%-10s' "$1"; fi
}

matters() {
  local host=${CLOUD_HOST[$1]} port
  case $1 in
    dns) echo "$SHOP_NAME is ${CLOUD_ADDRESS[edge]}" ;;
    edge-tls) echo "shows its certificate until $(openssl x509 -noout -enddate -in "$CLOUD/certificates/edge.pem" | sed 's/.*=//')" ;;
    edge)
      in_host edge varnishstat -n "$CLOUD/edge" -1 -f MAIN.cache_hit -f MAIN.cache_miss -f MAIN.s_pass -f MAIN.n_object |
        awk '{ is[$1] = $2 } END { hits = is["MAIN.cache_hit"]; asked = hits + is["MAIN.cache_miss"]
          printf "%d copies; of %d requests for what may be kept %d %% had one; %d never kept\n", is["MAIN.n_object"], asked, asked ? 100 * hits / asked : 0, is["MAIN.s_pass"] }'
      ;;
    assets) echo "$(find "$CLOUD/assets/files" -type f ! -name '*.br' ! -name '*.gz' | wc -l) files of $(find "$CLOUD"/assets/files/pkg -name 'rocket-parts.*.css' | wc -l) builds" ;;
    balancer | reports)
      in_host "$host" curl -fsS 'http://127.0.0.1:8404/;csv' |
        awk -F, '($1 == "web" || $1 == "async") && $2 != "BACKEND" { all++; if ($18 ~ /^UP/) up = up " " $2 } END { print "sends to" (up ? up : " nobody") ", of " all }'
      ;;
    web*)
      printf '%s, %d requests, replica %s\n' "$(in_host "$host" curl -fsS http://127.0.0.1:3000/healthz | awk '{ print $2 }')" \
        "$(figures "$host" 3001 | awk '/^http_requests_total/ && !/"\/(readyz|healthz)"/ { all += $NF } END { print all + 0 }')" \
        "$(in_host "$host" curl -sS http://127.0.0.1:3000/readyz | sed -E 's/.*"state":"([a-z]+)".*/\1/')"
      ;;
    worker* | warehouse*)
      port=3001
      [[ $1 == worker* ]] || port=3002
      figures "$host" "$port" | awk '/^jobs_queued/ { waiting += $NF } /^jobs_oldest/ && $NF > oldest { oldest = $NF } /^jobs_dead/ { dead += $NF } /^jobs_total/ { done += $NF }
        END { printf "%d jobs done, %d waiting (the oldest for %d s), %d given up\n", done, waiting, oldest, dead }'
      ;;
    primary | replica)
      cloud_sql "$1" "select concat(if(@@read_only, 'closed for writes', 'open for writes'), ', term ', (select coalesce(max(term), 0) from promotions),
        ', newest heartbeat ', round(timestampdiff(microsecond, (select beat_at from heartbeats where id = 1), utc_timestamp(6)) / 1e6, 1), ' s old')"
      ;;
    cache)
      cache_client info | tr -d '\r' | awk -F: '{ is[$1] = $2 } END { hits = is["keyspace_hits"]; asked = hits + is["keyspace_misses"]
        printf "%s of memory, %d %% of %d reads found something\n", is["used_memory_human"], asked ? 100 * hits / asked : 0, asked }'
      ;;
    lake)
      in_host async1 curl -fsS http://127.0.0.1:3010/status | sed -E 's/.*"days":([0-9]+).*"last_day":"?([^",]+).*/\1 days, the last \2/; s/the last null/none as yet/'
      ;;
  esac
}

figures() { in_host "$1" curl -fsS "http://127.0.0.1:$2/metrics"; }
