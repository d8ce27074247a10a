# shellcheck shell=bash
# ./dev test package: the package as a file, and then installed on a Debian of its own with systemd, where it runs.

PACKED=$DATA/package
DEBIAN=bookworm # what infra's servers are
MACHINE=$PACKED/machine
MACHINE_PROCESS= # process id of systemd-nspawn
MACHINE_INIT=    # process id, seen from here, of its systemd

# In ./dev test: what needs no root.
packaging() {
  if type dpkg-shlibdeps systemd-analyze jq strip >/dev/null 2>&1; then
    package_lints
  else
    say "Package: not checked, this needs dpkg-dev, systemd, jq and binutils"
  fi
}

# ./dev test package: all of it.
package_whole() {
  [[ $(id -u) == 0 ]] || die "./dev test package needs root, to start a machine with the package in it."
  has_terraform || die "terraform $TERRAFORM_AT_LEAST or later is missing: what a server is told at its start is infra's."
  need_commands systemd-nspawn mmdebstrap curl systemd-analyze pgrep
  package_lints
  if command -v lintian >/dev/null; then
    # Debian 12's lintian does not know the compression that its dpkg knows.
    check package-policy "Package: Debian's policy" lintian --allow-root --fail-on error \
      --suppress-tags malformed-deb-archive "$PACKED/built/$(package_name "$VERSION")"
  else
    say "Package: no check of Debian's policy, lintian is not installed"
  fi
  package_lives
}

package_lints() {
  need_package_tools
  build_shop
  VERSION=$(release_version)
  rm -rf "$PACKED/built"
  check package-make "Package: $VERSION, of the server that tests use" make_package "$SHOP/rocket-parts" "$VERSION" "$PACKED/built"
  check package-again "Package: the same bytes from another folder" made_again
  check package-files "Package: files and who may do what with them" package_files
  check package-sbom "Package: the SBOM names what is in it, and no more" sbom_is_right
  check package-units "Package: units are valid, and exposed no more than 2.0 of 10" units_are_right
}

# From a second clone, with other habits.
made_again() (
  rm -rf "$PACKED/clone" "$PACKED/again"
  git clone --quiet --no-hardlinks --no-checkout "$ROOT" "$PACKED/clone" &&
    git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents --target-directory="$PACKED/clone" &&
    cd "$PACKED/clone" && umask 077 && export TZ=Asia/Tokyo LC_ALL=C.UTF-8 &&
    make_package "$SHOP/rocket-parts" "$VERSION" "$PACKED/again" && diff -r "$PACKED/built" "$PACKED/again" &&
    rm -rf "$PACKED/clone" "$PACKED/again"
)

package_files() {
  rm -rf "$PACKED/unpacked"
  dpkg-deb --extract "$PACKED/built/$(package_name "$VERSION")" "$PACKED/unpacked" &&
    diff -r --exclude='*.gz' "$SITE" "$PACKED/unpacked/usr/share/rocket-parts/site" &&
    find "$PACKED/unpacked/usr/share/rocket-parts/site" -name '*.gz' -exec gzip --test {} + &&
    diff <(dpkg-deb --contents "$PACKED/built/$(package_name "$VERSION")" |
      awk '$6 !~ /\/$|\/site\// { $3 = $4 = $5 = ""; print }' | tr -s ' ') - <<'FILES'
-rw-r--r-- root/root ./usr/lib/rocket-parts/hash.txt
-rwxr-xr-x root/root ./usr/lib/rocket-parts/rocket-parts
-rw-r--r-- root/root ./usr/lib/systemd/system/rocket-parts-migrate.service
-rw-r--r-- root/root ./usr/lib/systemd/system/rocket-parts-warehouse.service
-rw-r--r-- root/root ./usr/lib/systemd/system/rocket-parts-web.service
-rw-r--r-- root/root ./usr/lib/systemd/system/rocket-parts-worker.service
-rw-r--r-- root/root ./usr/lib/sysusers.d/rocket-parts.conf
-rw-r--r-- root/root ./usr/lib/tmpfiles.d/rocket-parts.conf
-rw-r--r-- root/root ./usr/share/doc/rocket-parts/NOTICE
-rw-r--r-- root/root ./usr/share/doc/rocket-parts/changelog.gz
-rw-r--r-- root/root ./usr/share/doc/rocket-parts/copyright
-rw-r--r-- root/root ./usr/share/doc/rocket-parts/licences.gz
lrwxrwxrwx root/root ./usr/bin/rocket-parts -> ../lib/rocket-parts/rocket-parts
FILES
}

sbom_is_right() {
  local named name
  named=$(jq -r '.components[] | "\(.name) \(.version)"' "$PACKED/built/rocket-parts_$VERSION.cdx.json") &&
    diff <(sort <<<"$named") <(shipped_crates) || return
  for name in sqlx leptos tokio wasm-bindgen; do
    grep -xF "$name $(locked_version "$name")" <<<"$named" || { echo "Not named: $name"; return 1; }
  done
  for name in sqlx-postgres sqlx-macros serde_derive; do
    ! grep "^$name " <<<"$named" || return
  done
  (cd "$PACKED/built" && sha256sum --check "rocket-parts_$VERSION.sha256")
}

# Each unit as it is installed; the program is looked for where it lies unpacked.
units_are_right() {
  local units=$PACKED/unpacked/usr/lib/systemd/system unit
  for unit in "$units"/*; do
    systemd-analyze --no-pager security --offline=true --threshold=20 "$unit" | tail -n 1 || return
  done
  sed -i "s|/usr/bin/rocket-parts|$PACKED/unpacked/usr/lib/rocket-parts/rocket-parts|" "$units"/* &&
    systemd-analyze verify --man=no "$units"/* && rm -rf "$PACKED/unpacked"
}

# A server's life with the package. Each step needs the one before it.
package_lives() {
  [[ -d $CACHE/debian-$DEBIAN ]] ||
    during debian "Making a Debian $DEBIAN with systemd (once, 230 MB)" make_debian "$CACHE/debian-$DEBIAN" ||
    die "There is no Debian to install in."
  use_servers
  fresh_database machine
  fresh_redis 3
  during package-bucket "Package: the release after, and a stand-in for the artefact bucket" fill_bucket ||
    die "The bucket could not be filled."
  start_machine
  step install "of itself nothing runs" installs
  step begin "the user data of a server installs and starts it" begins
  step migrate "the database is brought up to date, and operators have their tools" migrates
  step run "web, worker and warehouse are at work, and a page is served" runs
  step fence "own user, read-only system, no other process seen, secrets in no environment" is_fenced
  step upgrade "the next release takes over what runs, and nothing else" is_upgraded
  step stop "ends when told, in time and well" stops
  step purge "purged, and nothing is left" is_purged
  stop_machine
}

# step NAME WHAT FUNCTION: a check, with the end of the machine's log where it fails.
step() { check "package-$1" "Installed: $2" with_journal "$3"; }

with_journal() {
  "$1" && return
  inside journalctl --no-pager --output=short-precise --lines=40 --unit='rocket-parts-*'
  inside sh -c 'tail --lines=10 /var/log/rocket-parts/*.log'
  return 1
}

make_debian() {
  rm -rf "$1.new"
  mmdebstrap --mode=root --variant=minbase --include=systemd,systemd-sysv,dbus,ca-certificates,procps "$DEBIAN" "$1.new" &&
    mv "$1.new" "$1"
}

# Booted by its own systemd, in namespaces of its own but for the network, where this clone's database and Redis are.
start_machine() {
  local options=()
  # No systemd here that would take note of it.
  [[ -d /run/systemd/system ]] || options=(--register=no --keep-unit)
  rm -rf "$MACHINE"
  cp -a "$CACHE/debian-$DEBIAN" "$MACHINE"
  # In a session of its own, so that Ctrl-C ends it in order; and told to end if ./dev is gone.
  setpriv --pdeathsig TERM -- setsid systemd-nspawn --quiet --boot --settings=no --link-journal=no \
    --resolv-conf=off --timezone=off --console=pipe --machine="rocket-parts-$$" --directory="$MACHINE" \
    --bind-ro="$PACKED/bucket:/srv" "${options[@]}" \
    </dev/null >"$LOGS/package-machine.log" 2>&1 &
  MACHINE_PROCESS=$!
  await "A machine of systemd-nspawn" "$LOGS/package-machine.log" machine_is_up
  MACHINE_INIT=$(pgrep --parent "$MACHINE_PROCESS")
}

machine_is_up() {
  MACHINE_INIT=$(pgrep --parent "$MACHINE_PROCESS") && [[ $(inside systemctl is-system-running) =~ ^(running|degraded)$ ]]
}

stop_machine() {
  [[ -n $MACHINE_PROCESS ]] || return 0
  if kill -TERM "$MACHINE_PROCESS" 2>/dev/null; then
    timeout 60 tail --pid="$MACHINE_PROCESS" -f /dev/null || kill -KILL "$MACHINE_PROCESS" "$MACHINE_INIT" 2>/dev/null || true
  fi
  wait "$MACHINE_PROCESS" 2>/dev/null || true
  MACHINE_PROCESS=
  rm -rf "$MACHINE"
}

# inside COMMAND…: as root, in the machine.
inside() { env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin nsenter --target "$MACHINE_INIT" --all -- "$@"; }

# The artefact bucket, and the secrets, as folders: packages of two releases, and agents of AWS that do nothing.
fill_bucket() {
  local bucket=$PACKED/bucket agents=$PACKED/agents
  rm -rf "$bucket" "$agents"
  mkdir -p "$bucket/base" "$bucket/secrets" "$agents/DEBIAN" "$agents/usr/lib/systemd/system" &&
    make_package "$SHOP/rocket-parts" "$VERSION.1" "$PACKED/built" && ln "$PACKED/built"/*.deb "$bucket/" &&
    printf '%s\n' 'Package: agents' 'Version: 1' 'Architecture: all' 'Maintainer: nobody' 'Description: none' >"$agents/DEBIAN/control" &&
    printf '%s\n' '[Service]' 'ExecStart=/bin/sleep infinity' '[Install]' 'WantedBy=multi-user.target' \
      >"$agents/usr/lib/systemd/system/amazon-ssm-agent.service" &&
    install -D /bin/true "$agents/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl" &&
    dpkg-deb --root-owner-group --build "$agents" "$bucket/base/agents.deb" && rm -r "$agents" &&
    touch "$bucket/base/rds-global-bundle.pem" &&
    database_named machine >"$bucket/secrets/DATABASE_URL" && redis_numbered 3 >"$bucket/secrets/REDIS_URL" &&
    user_data >"$bucket/user-data"
}

# What infra gives to a server, for one that does everything.
user_data() {
  local secrets='{DATABASE_URL = {arn = "DATABASE_URL", format = "%s"}, REDIS_URL = {arn = "REDIS_URL", format = "%s"}}'
  # The console reads one line.
  tr '\n' ' ' <<TERRAFORM | (cd "$PACKED" && terraform console) | tr -d '"' | base64 --decode
base64encode(templatefile("$ROOT/infra/modules/servers/start.sh.tftpl", {
  bucket = "artefacts", package = "$(package_name "$VERSION")", region = "local", metrics = "{}", scraping = "{}",
  processes = {
    web = { starts = true, metrics_port = $(free_port 3600), secrets = $secrets,
      settings = { LISTEN_ADDR = "127.0.0.1:$(free_port 3500)", LOG_FORMAT = "json", DRAIN_SECONDS = 1 } },
    worker = { starts = true, metrics_port = $(free_port 3700), secrets = $secrets, settings = { LOG_FORMAT = "json" } },
    warehouse = { starts = true, metrics_port = $(free_port 3800), secrets = $secrets,
      settings = { REPORTS_ADDR = "127.0.0.1:$(free_port 3900)" } },
    migrate = { starts = false, metrics_port = null, secrets = $secrets, settings = {} }
  }
}))
TERRAFORM
}

aws_stand_in() {
  cat <<'SH'
#!/bin/sh
# The command line of AWS: a bucket is /srv, a secret is named by its setting.
case $1 in
  s3) shift $(($# - 2)) && cp -r "/srv/${1#s3://artefacts/}" "$2" ;;
  secretsmanager) while [ "$1" != --secret-id ]; do shift; done && cat "/srv/secrets/$2" ;;
esac
SH
}

installs() {
  inside dpkg --install "/srv/$(package_name "$VERSION")" &&
    [[ $(inside systemctl list-units --all --no-legend --plain 'rocket-parts-*' | tee /dev/stderr) == '' ]] &&
    inside dpkg --purge rocket-parts
}

begins() {
  aws_stand_in | inside sh -c 'cat >/usr/local/bin/aws && chmod 755 /usr/local/bin/aws' &&
    inside bash /srv/user-data && inside systemctl is-enabled "${ROLES[@]}"
}

setting() { inside sed -n "s/^$2=//p" "/etc/rocket-parts/$1.env"; }

migrates() {
  inside systemctl start rocket-parts-migrate && inside systemctl start rocket-parts-migrate &&
    inside systemd-run --quiet --wait --pipe --property=User=rocket-parts --property=EnvironmentFile=/etc/rocket-parts/worker.env \
      --property=LoadCredential=setting:/run/rocket-parts/credentials/worker rocket-parts import demo --apply
}

ROLES=(rocket-parts-web rocket-parts-worker rocket-parts-warehouse)

runs() {
  local shop style
  shop=http://$(setting web LISTEN_ADDR)
  answers "$shop/readyz" '"ready":true' &&
    answers "$shop/healthz" "rocket-parts $VERSION" &&
    style=$(curl -fsS "$shop/parts/RP-AT-54-600" | grep -oE -m 1 '/pkg/rocket-parts\.[^"]*\.css' | head -n 1) &&
    curl -fsS -o /dev/null "$shop$style" &&
    answers "http://$(setting warehouse REPORTS_ADDR)/status" . &&
    answers "http://$(setting worker METRICS_ADDR)/metrics" jobs_queued &&
    answers "http://$(setting warehouse METRICS_ADDR)/metrics" jobs_queued &&
    inside grep '"the shop is open"' /var/log/rocket-parts/web.log && inside systemctl is-active "${ROLES[@]}"
}

# answers URL TEXT: within half a minute.
answers() {
  local waited=0
  until curl -fsS "$1" 2>/dev/null | grep -q "$2"; do
    ((waited++ < 300)) || { echo "$1 does not answer with $2"; return 1; }
    sleep 0.1
  done
}

process_of() { inside systemctl show --property=MainPID --value "$1"; }

# What the processes see and may, tried from where they are.
is_fenced() {
  local role process
  for role in "${ROLES[@]}"; do
    process=$(process_of "$role") && [[ $(inside ps -o user= -p "$process") == rocket-parts ]] &&
      ! inside grep -z '^DATABASE_URL\|^REDIS_URL' "/proc/$process/environ" &&
      [[ $(inside grep -cE 'NoNewPrivs:.1|Seccomp:.2|CapBnd:.0{16}' "/proc/$process/status") == 3 ]] &&
      beside "$process" '! touch /usr/tried && ! touch /etc/tried && ! touch /var/tried && touch /tmp/tried && ! test -e /proc/1 &&
        ! ls /run/rocket-parts/credentials && ! ls /home && ! test -e /dev/kmsg' &&
      ! inside test -e /tmp/tried || { echo "$role is not fenced in"; return 1; }
  done
}

# beside PROCESS SCRIPT: run by the shop's account, in the file system that the process sees.
beside() {
  inside nsenter --target "$1" --mount --root --wd -- \
    setpriv --reuid=rocket-parts --regid=rocket-parts --clear-groups sh -c "$2"
}

is_upgraded() {
  local before shop
  shop=http://$(setting web LISTEN_ADDR)
  before=$(process_of rocket-parts-web)
  inside systemctl stop rocket-parts-worker && inside dpkg --install "/srv/$(package_name "$VERSION.1")" &&
    answers "$shop/readyz" '"ready":true' && [[ $(process_of rocket-parts-web) != "$before" ]] &&
    inside systemctl is-active rocket-parts-web rocket-parts-warehouse && ! inside systemctl is-active rocket-parts-worker &&
    inside systemctl start rocket-parts-worker
}

stops() {
  local role before
  for role in "${ROLES[@]}"; do
    before=$SECONDS
    inside systemctl stop "$role" && echo "$role ended within $((SECONDS - before + 1)) s" &&
      [[ $(inside systemctl show --property=Result,ExecMainStatus --value "$role" | xargs) == 'success 0' ]] || return
  done
}

is_purged() {
  inside systemctl start rocket-parts-web && inside dpkg --purge rocket-parts && ! inside pgrep --full rocket-parts-web &&
    # What the user data wrote is not the package's to take away.
    inside systemctl stop rocket-parts-secrets &&
    inside sh -c 'rm -r /etc/rocket-parts /etc/systemd/system/rocket-parts-* /etc/logrotate.d/rocket-parts \
      /usr/local/sbin/rocket-parts-secrets /var/log/rocket-parts' &&
    [[ $(inside find / -xdev -name '*rocket-parts*' -not -path '/srv/*' | tee /dev/stderr) == '' ]] &&
    [[ $(inside find /run -name '*rocket-parts*' -not -path '/run/log/*' | tee /dev/stderr) == '' ]]
}
