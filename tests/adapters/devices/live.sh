#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Two stock snmpd on this machine, one that speaks v2c and one that speaks v3 with authPriv, polled
# twice: each is a row of decomAssetTable, with evidence that agrees with what sysstat says of the same
# seconds.  How many seconds apart may be said, for a machine that is slow or busy:
#
#	top_srcdir=.. builddir=. ../tests/adapters/devices/live.sh [SECONDS between the polls]
#
# Run by root it moves to a network namespace of its own, with a card that carries traffic.
set -u

seconds=${1:-45}
top_srcdir=$(cd "$top_srcdir" && pwd) || exit 99
builddir=$(cd "$builddir" && pwd) || exit 99
decom=$builddir/decom
export top_srcdir builddir DECOM_DATADIR="$top_srcdir"
for tool in snmpd snmpget sar sadf; do
	command -v $tool >/dev/null || { echo "SKIP: no $tool"; exit 77; }
done
if [ "$(id -u)" = 0 ] && [ -z "${DECOM_LIVE:-}" ] && unshare -n true 2>/dev/null; then
	DECOM_LIVE=1 exec unshare -n "$0" "$@"
fi
MIBDIRS=${MIBDIRS:-}
. "$top_srcdir/tests/agent/lib.sh"
test -z "$preload" || { echo "SKIP: the plain build has measured it"; exit 77; }

elsewhere() { test "$(readlink /proc/$peer/ns/net)" != "$(readlink /proc/self/ns/net)"; }

# A card whose peer is in another namespace: what is sent does not come back as received.
card()
{
	ip link set lo up || return 1
	unshare -n sleep 100000 &
	peer=$!
	pids="$pids $peer"
	until_true elsewhere
	ip link add lan0 type veth peer name lan1 netns $peer || return 1
	nsenter -t $peer -n ip address add 192.0.2.2/24 dev lan1 &&
	    nsenter -t $peer -n ip link set lan1 up &&
	    ip address add 192.0.2.1/24 dev lan0 && ip link set lan0 up
}

# repeat COMMAND: again and again, in the background.
repeat()
{
	sh -c 'while :; do '"$1"'; done' 2>/dev/null &
	pids="$pids $!"
}

# Something to measure, evenly: one processor half busy, a disk written and read, datagrams both ways.
load()
{
	dd if=/dev/zero of="$tmp/read" bs=1M count=64 2>/dev/null
	repeat "timeout 0.5 sh -c 'while :; do :; done'; sleep 0.5"
	repeat "dd if=/dev/zero of=$tmp/written bs=1M count=4 oflag=direct
		dd if=$tmp/read of=/dev/null bs=1M count=2 iflag=direct; sleep 0.25"
	[ -n "${DECOM_LIVE:-}" ] || return 0
	repeat "bash -c 'exec 3>/dev/udp/192.0.2.2/9; dd if=/dev/zero bs=1400 count=200 >&3'; sleep 0.1"
	repeat "nsenter -t $peer -n bash -c 'exec 3>/dev/udp/192.0.2.1/9
		dd if=/dev/zero bs=1000 count=100 >&3'; sleep 0.1"
}

# polled NAME LINE...: an agent of this name; sets $agent.
polled()
{
	name=$1
	shift
	conf "$name" "sysName live-$name.example.com" "$@"
	sed -i '/^rocommunity public/d' "$tmp/$name/snmpd.conf"
	start "$name" -I -mteTrigger,-mteTriggerConf
}

with_v3() { snmpget -v3 -u decom -l authPriv -a SHA-256 -A authority-1 -x AES -X privacy-22 "$@"; }
with_v2c() { snmpget -v2c -c lab "$@"; }

# The agent has no ticks in its first seconds.
ticks() { "$@" -Oqv -r0 -t3 "$agent" .1.3.6.1.4.1.2021.11.53.0 2>/dev/null | grep -q '[1-9]'; }

agents()
{
	(umask 077; echo authority-1 >"$tmp/auth"; echo privacy-22 >"$tmp/priv"; echo lab >"$tmp/community")
	polled v3 "createUser decom SHA-256 authority-1 AES privacy-22" "rouser decom authPriv"
	until_true ticks with_v3
	v3=${agent#udp:}
	polled v2c "rocommunity lab 127.0.0.1"
	until_true ticks with_v2c
	v2c=${agent#udp:}
	cat >"$tmp/decom.lua" <<-END
		credential "v2c" { version = 2, community = { file = "community" } }
		credential "v3" { version = 3, user = "decom", auth = { "SHA-256", file = "auth" },
			priv = { "AES", file = "priv" } }
		source "by-v2c" { adapter = "snmp", agents = "$v2c", credential = "v2c", every = "5m" }
		source "by-v3" { adapter = "snmp", agents = "$v3", credential = "v3", every = "5m" }
		policy "idle-month"
	END
	mkdir "$tmp/state"
}

run() { "$decom" -c "$tmp/decom.lua" -s "$tmp/state" "$@"; }
poll() { run refresh --as-of "$(date -u -d tomorrow +%F)" --quiet >"$tmp/refresh.log" 2>&1 || fail "refresh"; }

# Means of sysstat's seconds between two times, in decom's units.
reference()	# from to
{
	sadf -d -U "$tmp/sar" -- -u -r -n DEV -d 2>/dev/null | awk -F';' -v from="$1" -v to="$2" '
	/^#/ {
		for (i = 1; i <= NF; i++)
			column[$i] = i
		kind = /%idle/ ? "cpu" : /%memused/ ? "memory" : /IFACE/ ? "net" : "disk"
		next
	}
	$3 <= from || $3 > to { next }
	kind == "cpu" { cpu += 100 - $column["%idle"]; n++ }
	kind == "memory" { memory += $column["%memused"] }
	kind == "net" && $column["IFACE"] !~ /^(lo|veth|docker|br|ifb)/ {
		rx += $column["rxkB/s"]; tx += $column["txkB/s"]
	}
	kind == "disk" && $column["DEV"] ~ /^([shv]d[a-z]+|xvd[a-z]+|nvme[0-9]+n[0-9]+)$/ {
		rd += $column["rkB/s"]; wr += $column["wkB/s"]
	}
	END {
		if (n == 0)
			exit 1
		print "cpu", cpu / n
		print "memory", memory / n
		print "receive", rx / n * 1024
		print "transmit", tx / n * 1024
		print "read", rd / n * 1024
		print "write", wr / n * 1024
	}'
}

# Shares may be four points apart, rates a fifth, or a little: counters of an agent are up to five seconds old,
# and other tests run on the same machine.
compare()	# asset
{
	run explain --format json "$1" |
	    sed -n 's/.*"metric": "\([a-z]*\)".* "mean": \([0-9.e+-]*\).*/\1 \2/p' >"$tmp/evidence"
	awk -v name="$1" '
	FILENAME == ARGV[1] { want[$1] = $2; next }
	{ got[$1] = $2 }
	END {
		for (m in want) {
			share = m == "cpu" || m == "memory"
			d = got[m] - want[m]
			d = d < 0 ? -d : d
			good = (m in got) && d <= (share ? 4 : want[m] * 0.2 + 4000)
			bad += !good
			printf "%s - %s %s: decom %.10g, sysstat %.10g\n", good ? "ok" : "not ok", name, m, got[m], want[m]
		}
		exit bad > 0
	}' "$tmp/reference" "$tmp/evidence"
}

[ -z "${DECOM_LIVE:-}" ] || card || fail "no card"
load
agents
from=$(date +%s)
poll
LC_ALL=C sar -o "$tmp/sar" 1 "$seconds" >/dev/null 2>&1 || fail "sar"
to=$(date +%s)
poll
reference "$from" "$to" >"$tmp/reference" || fail "sadf says nothing"
bad=0
for asset in live-v2c.example.com live-v3.example.com; do
	compare $asset || bad=1
done
run list --table finding
run list --table source

conf serving "dlmod decom $module" "decomConfig $tmp/decom.lua" "decomStateDir $tmp/state" \
    "decomCommand $decom" "decomWorkerMemory 0"
start serving
names() { walk public "$base.1.3.1.2" >"$tmp/names"; }
served() { names && grep -q live-v2c "$tmp/names" && grep -q live-v3 "$tmp/names"; }
until_true served
ok "decomAssetTable has a row for each"
cat "$tmp/names"
exit $bad
