#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# SNMP sources through the whole pipeline: agents of a list, a range, a file and
# those that other sources know; what they say becomes assets and evidence, and what
# they do not say does not take anything away.
. "$top_srcdir/tests/replay/lib.sh"
decom=$builddir/decom
host=$top_srcdir/tests/worker/poll/host.snmprec
mkdir "$tmp/state"

# config LINE...: a configuration with these sources.
config() {
	{
		echo 'credential "wrong" { version = 2, community = "not-this-one" }'
		echo 'credential "lab" { version = 2, community = "public" }'
		for line in "$@"; do
			echo "$line"
		done
		echo 'policy "idle-month"'
	} >"$tmp/decom.lua"
}
run() { "$decom" -c "$tmp/decom.lua" -s "$tmp/state" "$@"; }
tomorrow=$(date -u -d tomorrow +%F) # the day of judgement is not evidence
refresh() { run refresh --as-of "$tomorrow" --quiet >"$tmp/refresh.log" 2>&1; }
list() { run list --format tsv "$@" | sed 1d; }
source_is() {
	is "$(list --table source --fields name,state,agents,agents_failing | tr '\t' ' ')" "$1"
}
explain() { run explain --format json "$1"; }
# mean ASSET METRIC: of the newest day; "none" where nothing was measured.
mean() {
	explain "$1" | sed -n "s/.*\"metric\": \"$2\".* \"mean\": \([0-9.e+-]*\).*/\1/p"
}
near() { # what, value, low, high
	awk -v v="$2" -v lo="$3" -v hi="$4" 'BEGIN { exit !(v != "" && v >= lo && v <= hi) }' ||
		fail "$1 is '$2', not $3 to $4"
}

: >"$tmp/behaviour"
replay_start -f "$tmp/behaviour" "$net.1:$port-3=$host" "$net.9:$port=$host"
behave "$net.9:$port silent"

config "source \"hosts\" { adapter = \"snmp\", agents = { \"$net.1:$port\", \"$net.9:$port\" },
	credential = { \"wrong\", \"lab\" }, every = \"5m\" }"
refresh || fail "refresh: $(cat "$tmp/refresh.log")"
is "$(list --all --fields name,address | tr '\t' ' ')" "poll-host $net.1:$port"
ok 'an agent is an asset, with its name and address; the second credential fits'
source_is "hosts ok 2 1"
is "$(list --table finding --fields kind,file | grep unreachable | tr '\t' ' ')" "unreachable $net.9:$port"
ok 'an agent that is silent is counted, and a finding names it'
is "$(mean poll-host cpu)" ""
near memory "$(mean poll-host memory)" 24.9 25.1
ok 'the first poll tells no rates'

# Rates need some of the agent's time between two polls.
uptime() { snmpget -v2c -c public -Oqvt "$net.1:$port" .1.3.6.1.2.1.1.3.0; }
began=$(uptime)
later() { test $((($(uptime) - began + 4294967296) % 4294967296)) -gt 250; }
until_true later
refresh || fail "refresh: $(cat "$tmp/refresh.log")"
near cpu "$(mean poll-host cpu)" 48 52
near receive "$(mean poll-host receive)" 4500 5500
near transmit "$(mean poll-host transmit)" 2250 2750
near read "$(mean poll-host read)" 6300 7700
near write "$(mean poll-host write)" 8100 9900
ok 'the second does: through wraps of 32 bits, without loopback and partitions'

began=$(uptime)
until_true later
behave "$net.9:$port silent" "$net.1:$port silent"
before=$(list --all --fields name,address)
config "source \"hosts\" { adapter = \"snmp\", agents = { \"$net.1:$port\", \"$net.9:$port\" },
	credential = \"lab\", every = \"5m\" }"
refresh
source_is "hosts failed 2 2"
is "$(list --all --fields name,address)" "$before"
is "$(list --table source --fields last_error | grep -c 'no answer\|none of its agents')" 1
is "$(explain poll-host | grep -c '"source": "hosts", "file"')" 1
ok 'agents that fall silent keep their assets'
near cpu "$(mean poll-host cpu)" 48 52
ok 'and their evidence'
rm "$tmp"/state/state.db*
refresh
is "$(list --all --fields name,address)" "$before"
ok 'and their assets even when the store is lost'

behave "$net.9:$port silent" "$net.1:$port delay=0"
cat >"$tmp/agents" <<-END
	# the lab
	$net.2:$port   # the second
END
config "source \"hosts\" { adapter = \"snmp\", agents = { \"$net.0/30:$port\", file = \"agents\" },
	credential = \"lab\", every = \"5m\" }"
refresh
source_is "hosts ok 2 0"
ok 'a range and a file; nobody misses the silent addresses of a range'

cat >"$tmp/cmdb.xml" <<-END
	<cmdb><machine><serial>PH-0001</serial><address>$net.3:$port</address></machine>
	<machine><serial>PH-0002</serial><address>not an address</address></machine></cmdb>
END
mkdir "$tmp/adapters"
cat >"$tmp/adapters/cmdb.lua" <<-'END'
	adapter "cmdb" { format = "xml", root = "cmdb", records = { { at = "machine", is = "asset",
		fields = { serial = "serial", address = "address" } } } }
END
config 'source "cmdb" { adapter = "cmdb", files = "cmdb.xml" }' \
	'source "hosts" { adapter = "snmp", agents = "known", credential = "lab", every = "5m" }'
rm -rf "$tmp/state"
refresh || fail "refresh: $(cat "$tmp/refresh.log")"
is "$(list --all --fields serial,name,address | sort | tr '\t' ' ')" "PH-0001 poll-host $net.3:$port
PH-0002  not an address"
ok 'the addresses that another source knows are asked in the same run, and the answers join its assets'

config 'source "hosts" { adapter = "linux", agents = "'"$net.1:$port"'", credential = "lab" }'
refresh || fail "refresh: $(cat "$tmp/refresh.log")"
source_is "hosts ok 1 0"
is "$(list --all --fields name,address | tr '\t' ' ')" "poll-host $net.1:$port"
ok 'a family can be named; what is no longer listed is gone'

config 'source "hosts" { adapter = "no-such", agents = "'"$net.1:$port"'", credential = "lab" }'
refresh
is "$(list --table source --fields state)" failed
list --table source --fields last_error | grep -q 'no adapter "no-such"' || fail 'no reason'
ok 'a family that there is not is the source'"'"'s failure'

chmod 600 "$tmp/agents"
echo 'nonsense here' >>"$tmp/agents"
config 'source "hosts" { adapter = "snmp", agents = { file = "agents" }, credential = "lab" }'
refresh
list --table source --fields last_error | grep -q 'agents:3: "nonsense here"' || fail 'no line'
ok 'a broken list of agents names file and line'
