# shellcheck shell=bash
# One build of the whole shop: server, browser bundles, styles, assets. Skipped when no source changed.

SOURCES=(.cargo .sqlx Cargo.lock Cargo.toml app domain end2end/package-lock.json frontend public rust-toolchain.toml server store style warehouse)
# What a customer may have to load. Islands of the studio have a bundle of their own.
BUNDLE_BUDGET=113000

build_shop() {
  local wanted
  wanted=$(fingerprint "${SOURCES[@]}")
  if [[ -x $SHOP/rocket-parts && -d $SITE/pkg && $(cat "$SHOP/stamp" 2>/dev/null) == "$wanted" ]]; then
    say "The build is current"
    return
  fi
  need_build_tools
  during build "Building the shop (the first time takes a quarter of an hour)" build_with_leptos ||
    die "The shop does not build."
  # Out of the cache, where another clone's build may replace it.
  mkdir -p "$SHOP"
  cp "$CARGO_TARGET_DIR/debug/hash.txt" "$SHOP/hash.txt"
  cp "$CARGO_TARGET_DIR/debug/rocket-parts" "$SHOP/rocket-parts.new"
  mv "$SHOP/rocket-parts.new" "$SHOP/rocket-parts"
  echo "$wanted" >"$SHOP/stamp"
  say "Built"
}

# From an empty folder: the hashed files of an earlier build have other names and would stay.
build_with_leptos() {
  rm -rf "$SITE" "$SITE-studio"
  RUST_BACKTRACE=0 cargo leptos build --release --precompress --project rocket-parts &&
    RUST_BACKTRACE=0 cargo leptos build --release --precompress --frontend-only --project rocket-parts-studio &&
    cp "$SITE-studio"/pkg/rocket-parts-studio.*.{js,wasm}* "$SITE/pkg/"
}

# The shop's bundle, wasm and JavaScript as they travel: within its budget, and without the studio's islands.
customers_bundle() {
  local size
  size=$(cat "$SITE"/pkg/rocket-parts.*.{js,wasm}.br | wc -c)
  echo "The shop's bundle: $size of $BUNDLE_BUDGET bytes, brotli"
  ((size <= BUNDLE_BUDGET)) || return
  ! grep -oF -- "$(grep -rhA3 '#\[island' app/src/studio | grep -oE 'fn [A-Z]\w+' | cut -c4-)" "$SITE"/pkg/rocket-parts.*.js
}

# fingerprint PATH…: of every file there, and of the compiler.
fingerprint() {
  {
    rustc --version 2>/dev/null || true
    { find "$@" -type f -print0 2>/dev/null || true; } | LC_ALL=C sort -z | xargs -0 sha256sum
  } | sha256sum | cut -c1-64
}

# Writes .sqlx from the migrations, on a database made for it. Its name goes into the files; they say
# rocket_parts whoever wrote them, so that they change only when a query or a table does.
sqlx_prepare() {
  need_rust
  need_sqlx
  use_servers
  fresh_database prepare
  local url name
  url=$(database_named prepare)
  name=${url##*/}
  name=${name%%\?*}
  sqlx migrate run --source store/migrations --database-url "$url" &&
    DATABASE_URL=$url SQLX_OFFLINE=false cargo sqlx prepare --workspace -- -p store --all-targets &&
    sed -i "s/\"table\": \"$name\./\"table\": \"rocket_parts./" .sqlx/*.json
}
