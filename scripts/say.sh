# shellcheck shell=bash
# How ./dev talks: one short line per step, stamped with the minutes and seconds since the start.

SECONDS=0

say() { printf '%2d:%02d  %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$*"; }

die() {
  printf '\n%s\n' "$*" >&2
  exit 1
}

# during NAME WHAT COMMAND…: a long step. Its output goes to a log; meanwhile the log's last line shows
# how far it is; if it fails, the end of the log is shown. Answers with the command's exit code.
during() {
  local log=$LOGS/$1.log what=$2 watcher code=0
  shift 2
  mkdir -p "$LOGS"
  say "$what"
  : >"$log"
  follow "$log" &
  watcher=$!
  "$@" >"$log" 2>&1 || code=$?
  kill "$watcher" 2>/dev/null || true
  wait "$watcher" 2>/dev/null || true
  [[ -t 1 ]] && printf '\r\033[K'
  if ((code != 0)); then
    printf '\n'
    tail -n 60 "$log" | cut -c1-400
    printf '\n'
    say "FAILED: $what (whole log: ${log#"$ROOT/"})"
  fi
  return "$code"
}

# Says where a log is, on one line that rewrites itself in a terminal, every 20 seconds elsewhere.
follow() {
  local log=$1 last='' pause=20 tick
  [[ -t 1 ]] && pause=1
  exec {tick}<> <(:) # a pipe nobody writes to: `read` with a time limit is a sleep without a child
  while kill -0 $$ 2>/dev/null; do
    read -rt "$pause" -u "$tick" || true
    last=$(tail -c 2000 "$log" | tr '\r' '\n' | sed 's/\x1b\[[0-9;]*[A-Za-z]//g' | grep -v '^ *$' | tail -n 1 | cut -c1-100) || true
    if [[ -t 1 ]]; then
      printf '\r\033[K       %d:%02d %s' $((SECONDS / 60)) $((SECONDS % 60)) "$last"
    else
      say "  … $last"
    fi
  done
}
