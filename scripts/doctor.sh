# shellcheck shell=bash
# ./dev doctor: what is installed, what runs, and what the shop itself says about its surroundings.

doctor() {
  local pid tool
  echo "On this machine"
  report rust "$(rustc --version 2>/dev/null)" "install rustup: https://rustup.rs"
  report node "$(node --version 2>/dev/null)" "apt-get install nodejs npm"
  for tool in cc curl mariadbd mariadb redis-server chromium; do
    report "$tool" "$(command -v "$tool")" "./dev installs it as root, or: apt-get install $(package_of "$tool")"
  done
  report terraform "$(terraform version 2>/dev/null | sed -n 1p)" "only the AWS architecture needs it; ./dev test goes on without"
  echo "In the shared cache, $CACHE"
  report wasm-bindgen "$(wasm-bindgen --version 2>/dev/null)" "./dev installs $(locked_version wasm-bindgen) when it builds"
  report cargo-leptos "$(cargo-leptos --version 2>/dev/null)" "./dev installs $LEPTOS_VERSION when it builds"
  report nextest "$(cargo nextest --version 2>/dev/null | head -n 1)" "./dev test installs it"
  echo "Of this clone"
  report "npm packages" "$(readlink end2end/node_modules)" "./dev installs them when it builds"
  report database "$(running database_process MYSQL_PORT "$GIVEN_DATABASE")" "./dev run starts it"
  report redis "$(running redis_process REDIS_PORT "$GIVEN_REDIS")" "./dev run starts it"
  report shop "$(pid=$(shop_process) && echo "process $pid, $(recall SHOP_URL)")" "./dev run starts it"
  report worker "$(pid=$(worker_process) && echo "process $pid")" "./dev run starts it; without one no mail is sent"
  report warehouse "$(pid=$(warehouse_process) && echo "process $pid")" "./dev run starts it; without it there are no reports"
  report cloud "$([[ -z $(cloud_namespaces) ]] || echo "up; ./dev cloud status")" "./dev cloud starts it (as root)"
  if [[ ! -x $SHOP/rocket-parts ]]; then
    echo "The shop is not built yet: ./dev run builds it."
  elif [[ -n $GIVEN_DATABASE ]] || database_process >/dev/null; then
    echo "The shop's own findings"
    use_servers
    rocket_parts doctor
  fi
}

report() { printf '  %-14s %s\n' "$1" "${2:-missing: $3}"; }

running() {
  local pid
  if [[ -n $3 ]]; then
    echo "given: ${3##*@}"
  elif pid=$("$1"); then
    echo "process $pid, 127.0.0.1:$(recall "$2")"
  fi
}
