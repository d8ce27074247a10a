# shellcheck shell=bash
# What the machine must have. Installs what it may, otherwise says the exact command.

LEPTOS_VERSION=0.3.10
SQLX_VERSION=0.9.0
NEXTEST_VERSION=0.9.143

# need_commands COMMAND…: Debian packages for the commands that are missing.
need_commands() {
  local command packages=()
  for command in "$@"; do
    command -v "$command" >/dev/null || packages+=("$(package_of "$command")")
  done
  ((${#packages[@]} == 0)) && return
  local install="apt-get install -y --no-install-recommends ${packages[*]}"
  if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
    die "Missing on this machine: ${packages[*]}
Install with:

    sudo apt-get update && sudo $install

then call ./dev again. (A server of your own is used instead when DATABASE_URL or REDIS_URL names it.)"
  fi
  during apt "Installing ${packages[*]}" install_packages "${packages[@]}" || die "apt-get could not install: ${packages[*]}"
}

package_of() {
  case $1 in
    cc) echo gcc libc6-dev ;;
    mariadbd) echo mariadb-server-core ;; # the programs alone: no service is set up
    mariadb) echo mariadb-client-core ;;
    redis-cli) echo redis-tools ;;
    varnishd) echo varnish ;; # the cache of the tests
    dpkg-shlibdeps) echo dpkg-dev ;;
    strip) echo binutils ;;
    pgrep) echo procps ;;
    systemd-analyze) echo systemd ;;
    systemd-nspawn) echo systemd-container ;;
    # The stand-ins of ./dev cloud.
    dnsmasq) echo dnsmasq-base ;;
    nginx) echo nginx-light ;;
    ip) echo iproute2 ;;
    nft) echo nftables ;;
    testssl) echo testssl.sh ;;
    *) echo "$1" ;;
  esac
}

install_packages() {
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2068 # one entry may name two packages
  apt-get update && apt-get install -y --no-install-recommends $@ || return
  # Only the programs are needed: the services that came with them stay off.
  local package services=()
  for package in "$@"; do
    case $package in
      redis-server | haproxy) services+=("$package") ;;
      varnish) services+=(varnish varnishncsa) ;;
      nginx-light) services+=(nginx) ;;
      nftables) services+=(nftables) ;;
    esac
  done
  if ((${#services[@]} > 0)) && [[ -d /run/systemd/system ]]; then
    systemctl disable --now "${services[@]}"
  fi
}

need_rust() {
  command -v cargo >/dev/null && command -v rustup >/dev/null ||
    die "Rust is missing. Install it with rustup (https://rustup.rs), then call ./dev again:

    curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh"
  need_commands cc curl
  if ! rustup target list --installed | grep -qx wasm32-unknown-unknown; then
    during rustup "Installing the wasm target" rustup target add wasm32-unknown-unknown ||
      die "rustup could not install the target wasm32-unknown-unknown."
  fi
}

locked_version() { awk -v name="\"$1\"" '$1 == "name" { hit = $3 == name } $1 == "version" && hit { gsub(/"/, "", $3); print $3; exit }' Cargo.lock; }

# need_tool COMMAND CRATE VERSION [CARGO INSTALL ARGUMENTS…]: a tool of that version, in the shared cache.
need_tool() {
  local command=$1 crate=$2 version=$3
  shift 3
  [[ $("$TOOLS/bin/$command" --version 2>/dev/null) == *"$version"* ]] && return
  during "install-$crate" "Installing $crate $version (once, some minutes)" install_tool "$crate" "$version" "$@" ||
    die "$crate $version could not be installed. Once that is mended, ./dev goes on from here."
}

install_tool() {
  local crate=$1 version=$2
  shift 2
  if command -v cargo-binstall >/dev/null; then
    cargo binstall -y --root "$TOOLS" "$crate@$version" && return
  fi
  # Tools are built to start soon, not to run fast; --locked first, since not every crate's lock file still resolves.
  local install=(env -u CARGO_TARGET_DIR CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 cargo install --root "$TOOLS" --force "$crate" --version "$version" "$@")
  "${install[@]}" --locked || "${install[@]}"
}

need_sqlx() { need_tool sqlx sqlx-cli "$SQLX_VERSION" --no-default-features --features mysql,rustls; }

need_nextest() {
  cargo nextest --version >/dev/null 2>&1 || need_tool cargo-nextest cargo-nextest "$NEXTEST_VERSION"
}

# The npm side of the build (sass, wasm-opt) and of the journeys (Playwright, axe), by lock file, in the shared cache.
need_npm() {
  command -v npm >/dev/null || die "Node is missing (20 or later, with npm). Install it with: apt-get install nodejs npm"
  local home
  home=$CACHE/npm/$(cat end2end/package.json end2end/package-lock.json | sha256sum | cut -c1-16)
  if [[ ! -d $home/node_modules ]]; then
    during npm "Installing sass, wasm-opt and Playwright" install_npm "$home" || die "npm could not install end2end/package-lock.json."
  fi
  [[ $(readlink end2end/node_modules) == "$home/node_modules" ]] && return
  rm -rf end2end/node_modules
  ln -s "$home/node_modules" end2end/node_modules
}

install_npm() {
  mkdir -p "$1.new" && cp end2end/package.json end2end/package-lock.json "$1.new/" &&
    (cd "$1.new" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund) &&
    rm -rf "$1" && mv "$1.new" "$1"
}

need_build_tools() {
  need_rust
  need_npm
  need_tool wasm-bindgen wasm-bindgen-cli "$(locked_version wasm-bindgen)"
  need_tool cargo-leptos cargo-leptos "$LEPTOS_VERSION"
}
