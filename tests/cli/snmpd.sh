# SPDX-License-Identifier: BSD-2-Clause
# Sourced after functions: a stock snmpd on a free port of both loopback addresses, with
# communities and a user that $dir/decom.lua names.  Sets $port.
PATH=$PATH:/usr/sbin:/sbin
command -v snmpd > /dev/null && command -v snmpget > /dev/null || exit 77
mkdir -p "$dir/tools/cert_indexes"
export SNMPCONFPATH="$dir/tools" SNMP_PERSISTENT_DIR="$dir/tools" MIBS=
pid=
trap 'test -z "$pid" || { kill $pid; wait $pid; } 2> /dev/null; rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM

cat > "$dir/tools/snmpd.conf" << 'END'
rocommunity open-sesame 127.0.0.1
rocommunity6 open-sesame ::1
createUser watcher SHA-256 "shibboleth" AES "abracadabra"
rouser watcher authpriv
sysName probed
sysLocation behind open-sesame
sysContact nobody
extend told /bin/echo said abracadabra
END

cat > "$dir/decom.lua" << 'END'
credential "wrong" { version = 2, community = "wrong-one" }
credential "v2" { version = 2, community = { file = "community" } }
credential "v3" { version = 3, user = "watcher", auth = { "SHA-256", file = "auth" }, priv = { "AES", file = "priv" } }
END
echo open-sesame > "$dir/community"
echo shibboleth > "$dir/auth"
echo abracadabra > "$dir/priv"
chmod 600 "$dir/community" "$dir/auth" "$dir/priv"

answers()
{
	snmpget -v2c -c open-sesame -r0 -t1 "udp:127.0.0.1:$port" .1.3.6.1.2.1.1.3.0 > /dev/null 2>&1
}

start_snmpd()
{
	for attempt in 1 2 3 4 5 6 7 8; do
		port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000))
		snmpd -f -r -I -smux -LF 6 "$dir/snmpd.log" "udp:127.0.0.1:$port" "udp6:[::1]:$port" &
		pid=$!
		tries=0
		while kill -0 $pid 2> /dev/null && [ $tries -lt 60 ]; do
			answers && return
			tries=$((tries + 1))
		done
		kill $pid 2> /dev/null
	done
	cat "$dir/snmpd.log"
	exit 99
}
start_snmpd
