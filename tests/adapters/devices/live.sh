#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A stock snmpd on this machine, polled twice by v2c and by v3, against what sysstat says of the same
# seconds.  Not part of the suite: it takes minutes, and measures a machine that others use as well.
#
#	top_srcdir=.. builddir=. ../tests/adapters/devices/live.sh [SECONDS]
#
# Run by root it moves to a network namespace of its own, with a card that carries traffic.
set -u

decom=${DECOM:-$builddir/decom}
case $decom in
/*) ;;
*) decom=$PWD/$decom ;;
esac
seconds=${1:-120}
port=${PORT:-26161}
for tool in snmpd snmpget sar sadf; do
	command -v $tool >/dev/null || { echo "SKIP: no $tool"; exit 77; }
done
[ -x "$decom" ] || { echo "no $decom"; exit 99; }

if [ "$(id -u)" = 0 ] && [ -z "${DECOM_LIVE:-}" ] && unshare -n true 2>/dev/null; then
	DECOM_LIVE=1 exec unshare -n "$0" "$@"
fi

tmp=$(mktemp -d) || exit 99
pids=
finish()
{
	for pid in $pids; do
		kill "$pid" 2>/dev/null
	done
	wait
	rm -rf "$tmp"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM
chmod 755 "$tmp"

# A card whose peer is in another namespace: what is sent does not come back as received.
card()
{
	ip link set lo up || return 1
	unshare -n sleep 100000 &
	peer=$!
	pids="$pids $peer"
	until ip link add lan0 type veth peer name lan1 netns $peer 2>/dev/null; do
		kill -0 $peer || return 1
	done
	nsenter -t $peer -n ip address add 192.0.2.2/24 dev lan1 &&
	    nsenter -t $peer -n ip link set lan1 up &&
	    ip address add 192.0.2.1/24 dev lan0 && ip link set lan0 up
}

# Something to measure, evenly: one processor half busy, a disk written and read, datagrams both ways.
load()
{
	(
		while :; do
			timeout 0.5 sh -c 'while :; do :; done'
			sleep 0.5
		done
	) &
	pids="$pids $!"
	dd if=/dev/zero of="$tmp/read" bs=1M count=64 2>/dev/null
	(
		while :; do
			dd if=/dev/zero of="$tmp/written" bs=1M count=4 oflag=direct 2>/dev/null
			dd if="$tmp/read" of=/dev/null bs=1M count=2 iflag=direct 2>/dev/null
			sleep 0.25
		done
	) &
	pids="$pids $!"
	[ -n "${DECOM_LIVE:-}" ] || return 0
	(
		while :; do
			bash -c 'exec 3>/dev/udp/192.0.2.2/9; dd if=/dev/zero bs=1400 count=200 >&3' 2>/dev/null
			sleep 0.1
		done
	) &
	pids="$pids $!"
	nsenter -t "$peer" -n sh -c 'while :; do
		bash -c "exec 3>/dev/udp/192.0.2.1/9; dd if=/dev/zero bs=1000 count=100 >&3" 2>/dev/null
		sleep 0.1
	done' &
	pids="$pids $!"
}

agent()
{
	mkdir -m 700 "$tmp/state"
	(umask 077; echo authority-1 >"$tmp/auth"; echo privacy-22 >"$tmp/priv"; echo lab >"$tmp/community")
	cat >"$tmp/snmpd.conf" <<-END
		agentAddress udp:127.0.0.1:$port
		rocommunity lab 127.0.0.1
		createUser decom SHA-256 authority-1 AES privacy-22
		rouser decom authPriv
		sysName live.example.com
	END
	cat >"$tmp/decom.lua" <<-END
		credential "v2c" { version = 2, community = { file = "community" } }
		credential "v3" { version = 3, user = "decom", auth = { "SHA-256", file = "auth" },
			priv = { "AES", file = "priv" } }
	END
	SNMP_PERSISTENT_DIR=$tmp/state snmpd -f -C -c "$tmp/snmpd.conf" -Lf "$tmp/snmpd.log" \
	    -I -smux,-mteTrigger,-mteTriggerConf >/dev/null 2>&1 &
	snmpd=$!
	pids="$pids $snmpd"
	# The agent has no ticks in its first seconds.
	until [ "$(snmpget -v2c -c lab -Ovq -r 0 -t 1 127.0.0.1:$port .1.3.6.1.4.1.2021.11.53.0 \
	    2>/dev/null || echo 0)" != 0 ]; do
		kill -0 $snmpd 2>/dev/null || { cat "$tmp/snmpd.log"; exit 99; }
		sleep 1
	done
}

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

# Shares may be two points apart, rates a tenth, or a little: an agent's counters are up to five seconds old.
compare()	# name; on input: what decom says
{
	awk -v name="$1" '
	FILENAME == ARGV[1] { want[$1] = $2; next }
	$1 in want && $2 == "=" { got[$1] = $3 }
	END {
		for (m in want) {
			share = m == "cpu" || m == "memory"
			d = got[m] - want[m]
			d = d < 0 ? -d : d
			good = (m in got) && d <= (share ? 2 : want[m] * 0.1 + 2000)
			bad += !good
			printf "%s - %s %s: decom %.10g, sysstat %.10g\n", good ? "ok" : "not ok", name, m, got[m], want[m]
		}
		exit bad > 0
	}' "$tmp/reference" -
}

[ -z "${DECOM_LIVE:-}" ] || card || { echo "no card"; exit 99; }
load
agent
LC_ALL=C sar -o "$tmp/sar" 1 >/dev/null 2>&1 &
pids="$pids $!"
bad=0
for credential in v2c v3; do
	from=$(date +%s)
	"$decom" -c "$tmp/decom.lua" probe --credential $credential --twice="$seconds" 127.0.0.1:$port \
	    >"$tmp/$credential" 2>"$tmp/err" || bad=1
	to=$(date +%s)
	reference "$from" "$to" >"$tmp/reference" || bad=1
	compare $credential <"$tmp/$credential" || bad=1
	grep trouble "$tmp/$credential"
done
[ $bad -eq 0 ] || cat "$tmp/err" "$tmp/v2c"
exit $bad
