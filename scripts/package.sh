# shellcheck shell=bash
# ./dev package: the Debian package that servers install, and beside it what is in it (SBOM) and sums of both.

CYCLONEDX_VERSION=0.5.9
TRIPLE=x86_64-unknown-linux-gnu

package() {
  local folder=${1:-$ROOT/target/package} version
  [[ $folder == /* ]] || folder=$CALLED_FROM/$folder
  need_package_tools
  build_shop # for what browsers load
  during package-build "Building the optimised server (half an hour, the first time)" build_optimised ||
    die "The optimised server does not build."
  version=$(release_version)
  during package "Packing rocket-parts $version" make_package "$CARGO_TARGET_DIR/release/rocket-parts" "$version" "$folder" ||
    die "The package could not be made."
  say "Packed: $folder/$(package_name "$version")"
}

need_package_tools() {
  need_rust
  need_commands dpkg-shlibdeps jq strip
  [[ $(cargo cyclonedx --version 2>/dev/null) == *" $CYCLONEDX_VERSION" ]] ||
    need_tool cargo-cyclonedx cargo-cyclonedx "$CYCLONEDX_VERSION"
}

# Names of folders of this machine are not in it, so that another machine builds the same bytes.
build_optimised() {
  local from
  from=$(printf '%s\x1f' "--remap-path-prefix=$ROOT=/rocket-parts" "--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo" \
    "--remap-path-prefix=$CARGO_TARGET_DIR=/target")
  CARGO_ENCODED_RUSTFLAGS=${from%?} CFLAGS=-ffile-prefix-map=${CARGO_HOME:-$HOME/.cargo}=/cargo \
    cargo build --release --locked -p server
}

# What the workspace says, when it was committed, and as what: a later release has a later version. ~ sorts before it.
release_version() {
  local version state=
  version=$(sed -n '/^\[workspace\.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)
  [[ -z $(git status --porcelain) ]] || state='~dirty'
  TZ=UTC git log -1 --abbrev=8 --date=format-local:%Y%m%d.%H%M --format="$version+%cd.%h$state"
}

package_name() { echo "rocket-parts_$1_amd64.deb"; }

# make_package BINARY VERSION FOLDER: the same bytes wherever and whenever, from the same commit, binary and site.
make_package() (
  folder=$3
  umask 022
  LC_ALL=C TZ=UTC SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
  export LC_ALL TZ SOURCE_DATE_EPOCH
  mkdir -p "$folder" && stage=$(mktemp -d "$folder/stage.XXXXXX") || exit
  trap 'rm -rf "$stage"' EXIT
  shipped_crates >"$stage/crates" &&
    sbom "$2" "$stage" >"$folder/rocket-parts_$2.cdx.json" &&
    lay_out "$1" "$2" "$stage" &&
    dpkg-deb --root-owner-group -Zzstd --build "$stage/package" "$folder/$(package_name "$2")" &&
    cd "$folder" && sha256sum "$(package_name "$2")" "rocket-parts_$2.cdx.json" >"rocket-parts_$2.sha256"
)

# lay_out BINARY VERSION STAGE: what is installed where, in STAGE/package. leptos looks for hash.txt beside the binary.
lay_out() {
  local binary=$1 version=$2 stage=$3 to=$3/package from=infra/package unit libraries
  local doc=$to/usr/share/doc/rocket-parts own=$to/usr/lib/rocket-parts units=$to/usr/lib/systemd/system
  mkdir -p "$to/usr/bin" "$own" "$units" "$to/usr/share/rocket-parts" "$doc" "$to/DEBIAN" &&
    strip --strip-unneeded --remove-section=.comment -o "$own/rocket-parts" "$binary" &&
    install -m 644 "$SHOP/hash.txt" "$own/" &&
    ln -s ../lib/rocket-parts/rocket-parts "$to/usr/bin/rocket-parts" &&
    cp -r "$SITE" "$to/usr/share/rocket-parts/site" && timeless "$to/usr/share/rocket-parts/site" &&
    install -D -m 644 "$from/rocket-parts.sysusers" "$to/usr/lib/sysusers.d/rocket-parts.conf" &&
    install -D -m 644 "$from/rocket-parts.tmpfiles" "$to/usr/lib/tmpfiles.d/rocket-parts.conf" &&
    install -m 644 "$from/copyright" NOTICE "$doc/" &&
    licences "$stage/crates" | gzip -9n >"$doc/licences.gz" &&
    changelog "$version" | gzip -9n >"$doc/changelog.gz" &&
    install -m 755 "$from/postinst" "$from/prerm" "$from/postrm" "$to/DEBIAN/" || return
  for unit in "$from"/rocket-parts-*.service; do
    sed "s/@VERSION@/$version/" "$unit" "$from/every.service" >"$units/${unit##*/}" || return
  done
  libraries=$(libraries "$stage") &&
    sed "s/@VERSION@/$version/; s/@SIZE@/$(size_of "$to/usr")/; s/@LIBRARIES@/$libraries/" "$from/control" >"$to/DEBIAN/control" &&
    (cd "$to" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$to/DEBIAN/md5sums" &&
    find "$to" -type d -exec chmod 755 {} + &&
    find "$to/usr/share/rocket-parts/site" -type f -exec chmod 644 {} + &&
    find "$to" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
}

# timeless FOLDER: compressed assets do not say when they were compressed.
timeless() {
  local file
  find "$1" -name '*.gz' | while read -r file; do
    head -c 4 /dev/zero | dd status=none of="$file" bs=1 seek=4 conv=notrunc || return
  done
}

# In kilobytes, of the files: what folders take differs from one file system to the next.
size_of() { find "$1" -type f -printf '%s\n' | awk '{ sum += $1 } END { print int(sum / 1024) }'; }

# libraries STAGE: the packages that the binary is linked with. dpkg-shlibdeps wants to see the sources of a package.
libraries() {
  mkdir "$1/debian" &&
    printf 'Source: rocket-parts\n\nPackage: rocket-parts\nArchitecture: amd64\n' >"$1/debian/control" &&
    (cd "$1" && dpkg-shlibdeps -O package/usr/lib/rocket-parts/rocket-parts) | sed -n 's/^shlibs:Depends=//p'
}

changelog() {
  git log -1 --format="rocket-parts ($1) stable; urgency=medium%n%n%w(78,2,4)* %s%w()%n
 -- Rocket Parts Co. <operations@rocket-parts.example>  %cD"
}

# NAME VERSION of every crate that is in the server or in a browser bundle, and of none that only builds them.
shipped_crates() {
  { crates_of server "$TRIPLE" && crates_of frontend wasm32-unknown-unknown --features studio; } | sort -u
}

crates_of() {
  cargo tree --locked --prefix none --format '{p}' --edges normal,no-proc-macro -p "$1" --target "$2" "${@:3}" |
    sed -E 's/^([^ ]+) v([^ ]+).*/\1 \2/'
}

# sbom VERSION STAGE: what cargo-cyclonedx says of server and browser side, less what it takes in that is not shipped
# (features of the whole workspace, macros). It writes beside each manifest, so it gets a copy of them.
sbom() {
  local sources=$2/sources part
  mkdir "$sources" &&
    cp -r .cargo Cargo.lock Cargo.toml rust-toolchain.toml app domain frontend server store warehouse "$sources/" || return
  for part in "server $TRIPLE" "frontend wasm32-unknown-unknown"; do
    cargo cyclonedx --quiet --format json --spec-version 1.5 --no-build-deps \
      --manifest-path "$sources/Cargo.toml" --target "${part#* }" --override-filename "${part#* }" >&2 || return
  done
  jq --slurp --sort-keys --arg version "$1" --rawfile crates "$2/crates" '
    ($crates | split("\n")) as $shipped
    | .[0].metadata.component.components[0] as $binary
    | (map(.components + [.metadata.component]) | add | unique_by(."bom-ref")
        | map(del(.components) | select("\(.name) \(.version)" | IN($shipped[])))) as $components
    | ($components | map(."bom-ref")) as $known
    | (map(.dependencies) | add | map(select(.ref | IN($known[]))) | group_by(.ref)
        | map({ref: .[0].ref, dependsOn: (map(.dependsOn // []) | add | unique | map(select(IN($known[]))))})) as $edges
    | .[0]
    | .metadata.component = $binary + {version: $version, purl: "pkg:deb/rocket-parts@\($version | @uri)?arch=amd64"}
    | .components = $components
    | .dependencies = [{ref: $binary."bom-ref", dependsOn: ($known | map(select(test("/(server|frontend)#"))))}] + $edges
  ' "$sources/server/$TRIPLE.json" "$sources/frontend/wasm32-unknown-unknown.json" |
    sed "s|file://$sources|file:///rocket-parts|; s|?download_url=file:[^\"]*||"
}

# licences CRATES: the texts that those crates come with, as many of them ask for; each text once.
licences() {
  local crate manifest file text
  declare -A shipped seen
  while read -r crate; do shipped[$crate]=yes; done <"$1"
  cargo metadata --locked --format-version 1 | jq -r '.packages[] | select(.source) | "\(.name) \(.version)\t\(.manifest_path)"' |
    sort | while IFS=$'\t' read -r crate manifest; do
    [[ -n ${shipped[$crate]:-} ]] || continue
    for file in "${manifest%/*}"/{LICENSE,LICENCE,COPYING,COPYRIGHT,NOTICE,UNLICENSE}*; do
      [[ -f $file ]] || continue
      text=$(<"$file")
      printf '\n=== %s: %s\n%s\n' "$crate" "${file##*/}" "${seen[$text]:-$text}"
      seen[$text]="the same as $crate: ${file##*/}"
    done
  done
}
