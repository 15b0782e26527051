#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# SIGHUP a hundred times: the module is unloaded and loaded each time, and
# nothing grows: memory, descriptors, processes.  snmpd leaks a little of its
# own, so the same is done without the module.
. "$top_srcdir/tests/agent/lib.sh"

reloads() { grep -c Reconfiguring "$log"; }
has_reloaded() { test "$(reloads)" -ge "$1"; }
rss() { awk '/VmRSS/ { print $2 }' /proc/$pid/status; }
descriptors() { ls /proc/$pid/fd | wc -l; }
children() { ps -o pid= --ppid $pid | wc -l; }

plain_reload() {
	want=$(($(reloads) + 1))
	kill -HUP $pid
	until_true has_reloaded $want
	until_true answers
}
reload() {
	old=$(worker_pid)
	plain_reload
	beyond 0 || fail "nothing is served after reload $want"
	until_true is_new_worker "$old"
	until_true is_gone "$old"
}

# The first ten fill what is kept; the growth in KiB of a hundred more.
growth_by() {
	while test "$(reloads)" -lt 10; do
		$1
	done
	rss_before=$(rss)
	fds_before=$(descriptors)
	while test "$(reloads)" -lt 110; do
		$1
	done
	is "$(descriptors)" "$fds_before"
	growth=$(($(rss) - rss_before))
}

conf plain
log=$tmp/plain.log
start plain
until_true answers
growth_by plain_reload
plain_growth=$growth
stop $pid

worker_conf reload
log=$tmp/reload.log
start reload
until_true serves 1
growth_by reload
is "$(children)" 1
echo "grown by $growth KiB, without the module by $plain_growth KiB"
# A sanitizer keeps what was freed.
test -n "$preload" || test "$growth" -le $((plain_growth + ${GROWTH_KIB:-256})) || fail "that is too much"
grep -iE 'decom.*(duplicate|already|cannot)|(duplicate|already|unknown token).*decom' "$log" &&
	fail "the log complains"
ok "a hundred reloads"
stop $pid
sound
