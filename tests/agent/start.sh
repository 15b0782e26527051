#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The ways in which snmpd is started: as a daemon that forks, as root with a
# change of user, and as a subagent beside a master that does not know us.
. "$top_srcdir/tests/agent/lib.sh"

# 1. Without -f: what is made before the double fork must live after it.
worker_conf daemon
agent=udp:127.0.0.1:$(a_port)
daemon() {
	LD_PRELOAD=$preload ASAN_OPTIONS=detect_leaks=0 SNMPCONFPATH=$tmp/daemon \
		SNMP_PERSISTENT_DIR=$tmp/daemon/state \
		snmpd -r -I -smux -LF 6 "$tmp/daemon.log" -p "$tmp/daemon.pid" "$@" "$agent" \
		>>"$tmp/daemon.err" 2>&1
}
daemon || fail "snmpd does not start"
until_true test -s "$tmp/daemon.pid"
pid=$(cat "$tmp/daemon.pid")
pids="$pids $pid"
until_true serves 1
until_true state_is $idle
is "$(ps -o ppid= -p "$(worker_pid)" | tr -d ' ')" "$pid"
kill "$pid"
until_true is_gone "$pid"
until_true is_gone "$(worker_pid)"

ok "as a daemon"

# 2. As root with -u: the worker is that user, and so is the agent after SIGHUP.
if test "$(id -u)" = 0 && id nobody >/dev/null 2>&1; then
	worker_conf user
	chown -R nobody "$state" "$tmp/user"
	start user -u nobody
	until_true serves 1
	is "$(grep uid "$state/inherited")" "uid $(id -u nobody)"
	old=$(worker_pid)
	kill -HUP $pid
	until_true is_new_worker "$old"
	until_true beyond 1
	stop $pid

	# Still root: the owner of the state folder, and a warning where that is root.
	worker_conf owner
	chown -R nobody "$state"
	start owner
	until_true serves 1
	is "$(grep uid "$state/inherited")" "uid $(id -u nobody)"
	grep -q 'runs as root' "$tmp/owner.log" && fail "a warning without a reason"
	stop $pid
	worker_conf root
	start root
	until_true serves 1
	until_true grep -q 'the worker runs as root' "$tmp/root.log"
	stop $pid
	ok "as root, with and without a change of user"
else
	echo "ok - as root # SKIP not root"
fi

# 3. A subagent: the master serves our subtree but for one cell that is its own
# (what follows it is asked for inclusively), checks its own views, and stays
# when the subagent is killed.
conf master "master agentx" "agentXSocket $tmp/agentx" "view some included $base.1.1" \
	"rocommunity partial 127.0.0.1 -V some" "override $base.1.3.1.3.1 octet_str SN-1"
start master -I -dlmod
master=$pid
worker_conf sub "agentXSocket $tmp/agentx"
mv "$tmp/sub/snmpd.conf" "$tmp/sub/decom.conf"
subagent() {
	LD_PRELOAD=$preload ASAN_OPTIONS=detect_leaks=0 SNMPCONFPATH=$tmp/sub \
		SNMP_PERSISTENT_DIR=$tmp/sub/state \
		snmpd -f -X -n decom -I dlmod -LF 6 "$tmp/sub.log" 2>>"$tmp/sub.err" &
	pid=$!
	pids="$pids $pid"
}
subagent
until_true beyond 0
sed "s/^/$base/" "$top_srcdir/tests/agent/small.tree" | grep -v "^$base.1.1" >"$tmp/tree"
for r in 1 7 50; do
	bulk public $base $r | sed 's/ *$//' | grep -v "^$base.1.1" | diff "$tmp/tree" - ||
		fail "the subagent's tree, $r repetitions"
done
is "$(bulk partial $base 50 | grep -vc "^$base.1.1")" 0
kill -9 $pid
until_true is_gone "$(worker_pid)"
gone() { case $(get $base.1.1.3.0) in *"No Such"*) ;; *) false ;; esac; }
until_true gone
is_gone $master && fail "the master is gone"
subagent
until_true beyond 1
stop $pid
ok "as a subagent"
stop $master
sound

# 4. Two dlmod lines: the second one changes nothing.
worker_conf twice "dlmod decom $module"
start twice
until_true beyond 0
is "$(ps -o pid= --ppid $pid | grep -c .)" 1
stop $pid
ok "loaded twice"
sound
