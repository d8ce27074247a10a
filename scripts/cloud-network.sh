# shellcheck shell=bash
# The network of ./dev cloud: a namespace for each host of the drawing, and a router between them that lets through what
# infra/modules/network/security_groups.tf has an arrow for. Nothing leads to the machine itself, or out of it.

# host, zone, number (its address is 198.18.ZONE.NUMBER), group in the table of arrows, what runs there.
CLOUD_HOSTS='
visitor   9 10 visitor
names     0 53 names     dns
edge      0 10 edge      edge-tls edge
assets    0 20 assets    assets
balancer  0 30 balancer  balancer
reports   0 40 reports   reports
lake      0 60 endpoints lake
web1      1 21 web       web1
web2      2 21 web       web2
web3      1 22 web       web3
async1    1 31 async     worker1 warehouse1
async2    2 31 async     worker2 warehouse2
primary   1 41 database  primary
replica   2 41 database  replica
cache     1 51 cache     cache'

# What is drawn beside the security groups: the public side, the name server, what RDS does by itself; and the way to the
# edge that takes the place of CloudFront's API.
CLOUD_ARROWS='
visitor  edge     80
visitor  edge     443
edge     balancer 443
edge     assets   443
async    edge     6081
database database 3306'

CLOUD_NET=rp$(sha256sum <<<"$ROOT" | cut -c1-6) # names of namespaces begin so: every clone has its own
SHOP_NAME=rocket-parts.test
declare -A CLOUD_ADDRESS CLOUD_GROUP CLOUD_HOST
while read -r host zone number group processes; do
  [[ -n $host ]] || continue
  CLOUD_ADDRESS[$host]=198.18.$zone.$number
  CLOUD_GROUP[$host]=$group
  for process in $processes; do CLOUD_HOST[$process]=$host; done
done <<<"$CLOUD_HOSTS"
unset host zone number group processes process

# in_host HOST COMMAND…: as if typed there, with the name server of the drawing.
in_host() {
  local host=$1
  shift
  ip netns exec "$CLOUD_NET-$host" "$@"
}

cloud_hosts() { awk 'NF { print $1 }' <<<"$CLOUD_HOSTS"; }

hosts_of_group() { awk -v group="$1" '$4 == group { print $1 }' <<<"$CLOUD_HOSTS"; }

# Every arrow as: group, group, port.
cloud_arrows() {
  sed -nE 's/^ +[a-z-]+ += \{ from = "(\w+)", to = "(\w+)", port = ([0-9]+) \}$/\1 \2 \3/p' infra/modules/network/security_groups.tf
  awk 'NF' <<<"$CLOUD_ARROWS"
  awk 'NF && $4 != "names" { print $4, "names", 53 }' <<<"$CLOUD_HOSTS" | sort -u
}

# Anew each time it is called with nothing there.
cloud_network() {
  local host
  ip netns list | grep -q "^$CLOUD_NET-router\b" && return
  ip netns add "$CLOUD_NET-router"
  in_host router sysctl -qw net.ipv4.ip_forward=1
  for host in $(cloud_hosts); do connect_host "$host"; done
  cloud_rules | in_host router nft -f -
}

# One cable to the router, whose end has the same address everywhere.
connect_host() {
  local name=$CLOUD_NET-$1 address=${CLOUD_ADDRESS[$1]}
  mkdir -p "/etc/netns/$name"
  printf 'nameserver %s\nsearch internal\noptions timeout:1 attempts:2\n' "${CLOUD_ADDRESS[names]}" >"/etc/netns/$name/resolv.conf"
  ip netns add "$name"
  ip -n "$CLOUD_NET-router" link add "$1" type veth peer name eth0 netns "$name"
  ip -n "$CLOUD_NET-router" addr add 198.18.255.254/32 dev "$1"
  ip -n "$CLOUD_NET-router" link set "$1" up
  ip -n "$CLOUD_NET-router" route add "$address/32" dev "$1" src 198.18.255.254
  ip -n "$name" addr add "$address/32" dev eth0
  ip -n "$name" link set lo up
  ip -n "$name" link set eth0 up
  ip -n "$name" route add default via 198.18.255.254 dev eth0 onlink
}

# What is not an arrow is dropped without a word, as security groups do.
cloud_rules() {
  local from to port
  printf '%s\n' 'table inet drawing {' 'chain forward {' 'type filter hook forward priority 0; policy drop;' 'ct state established,related accept'
  while read -r from to port; do
    printf 'ip saddr { %s } ip daddr { %s } tcp dport %s accept\n' "$(addresses_of "$from")" "$(addresses_of "$to")" "$port"
    ((port != 53)) || printf 'ip saddr { %s } ip daddr { %s } udp dport 53 accept\n' "$(addresses_of "$from")" "$(addresses_of "$to")"
  done < <(cloud_arrows)
  printf '%s\n' '}' '}'
}

addresses_of() {
  local host list=
  for host in $(hosts_of_group "$1"); do list+=${list:+, }${CLOUD_ADDRESS[$host]}; done
  echo "$list"
}

# Everything that runs in a namespace of this clone, whoever started it.
cloud_processes() {
  local name
  for name in $(cloud_namespaces); do ip netns pids "$name"; done
}

cloud_namespaces() { ip netns list 2>/dev/null | awk '{ print $1 }' | grep "^$CLOUD_NET-" || true; }

remove_network() {
  local name
  for name in $(cloud_namespaces); do
    ip netns del "$name"
    rm -rf "/etc/netns/$name"
  done
}

# The authority of this clone, and for each server a key and what shows whose it is.
cloud_certificates() {
  local folder=$CLOUD/certificates host
  [[ -f $folder/done ]] && return
  rm -rf "$folder"
  (
    umask 077
    mkdir -p "$folder"
    cd "$folder" || exit
    certificate authority "Rocket Parts test authority" basicConstraints=critical,CA:TRUE keyUsage=critical,keyCertSign -x509
    for host in edge balancer assets primary replica cache lake; do
      certificate "$host" "$host.internal" basicConstraints=CA:FALSE \
        "subjectAltName=DNS:$host.internal$([[ $host != edge ]] || echo ",DNS:$SHOP_NAME")" \
        -x509 -CA authority.pem -CAkey authority.key
      cat "$host.key" >>"$host.pem"
    done
    # Somebody else's, whom nobody here believes.
    certificate stranger stranger basicConstraints=critical,CA:TRUE keyUsage=critical,keyCertSign -x509
    : >"done"
  )
}

# certificate FILE NAME EXTENSION EXTENSION OPENSSL ARGUMENTS…
certificate() {
  local file=$1 name=$2 one=$3 other=$4
  shift 4
  openssl req "$@" -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 90 -subj "/CN=$name" -keyout "$file.key" \
    -out "$file.pem" -addext "$one" -addext "$other" -config <(printf '[req]\ndistinguished_name=dn\n[dn]\n') 2>/dev/null
}
