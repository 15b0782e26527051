#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The worker is spawned, heard, and replaced when it ends, hangs or cannot be
# executed; snmpd answers all the while and says so in the scalars.
. "$top_srcdir/tests/agent/lib.sh"

# 1. What it is given, and what it says.
behaviour=complain
worker_conf worker "decomWorkerTimeout 2"
start worker
until_true serves 1
until_true state_is $idle
is "$(worker_restarts)" 0
error_has "Z cmdb.xml:31: record 4: not well-formed" || fail "last error: $(last_error)"
grep -q 'decom: cmdb.xml:31' "$tmp/worker.log" || fail "the error is not in the log"
data=$((memory * 1048576))
test $memory != 0 || data=-1
is "$(grep -v Sig "$state/inherited" | tr '\n' ' ')" \
	"arg -c arg $tmp/decom.lua arg -s arg $state arg worker fd 0 fd 1 fd 2 fd 3 uid $(id -u) core 0 data $data "
for mask in $(awk '/Sig/ { print $2 }' "$state/inherited"); do
	is $((0x$mask & ~0x180000000)) 0 # but 32 and 33, which the C library keeps for itself
done
test "$(ps -o ni= -p "$(worker_pid)")" -ge 10 || fail "the worker is not nice"

ok "arguments, descriptors, signals, limits, priority; what it says is served"

# 2. It is killed: a new one comes, and the counter shows it.
old=$(worker_pid)
kill -9 "$old"
until_true state_is $back_off
error_has 'worker ended by signal 9' || fail "last error: $(last_error)"
serves 1 || fail "nothing is served while no worker runs"
until_true is_new_worker "$old"
until_true serves 2
is "$(worker_restarts)" 1

ok "killed: replaced"

# 3. It hangs: killed after two seconds of silence.
behave hang
old=$(worker_pid)
kill -9 "$old"
until_true is_new_worker "$old"
until_true state_is $running
old=$(worker_pid)
behave once
until_true error_has 'worker killed: silent for 2 seconds'
until_true is_new_worker "$old"
until_true serves 3

ok "hanging: killed and replaced"

# 4. It closes its end and stays.
behave leave
old=$(worker_pid)
kill -9 "$old"
until_true is_new_worker "$old"
old=$(worker_pid)
behave once
until_true error_has 'worker killed: it closed its channel'
until_true is_new_worker "$old"
until_true serves 4

ok "deaf and mute: killed and replaced"

# 5. It ends at once, over and over: the pause grows, the log stays short.
behave die
kill -9 "$(worker_pid)"
until_true error_has 'worker ended with status 3'
before=$(worker_restarts)
grown() { test "$(worker_restarts)" -ge $((before + 2)); }
until_true grown
is "$(grep -c 'worker ended with status 3' "$tmp/worker.log")" 1
serves 4 || fail "the last good snapshot is gone"
stop $pid

ok "ends over and over: back-off, one line in the log"

# 6. No zombie, no orphan.
behaviour=deaf
worker_conf deaf
start deaf
until_true state_is $running
old=$(worker_pid)
stop $pid
until_true is_gone "$old"

ok "it does not outlive the module"

# 7. What cannot be executed, is not there, or is not wanted.
conf none "dlmod decom $module" "decomStateDir $state" "decomConfig $tmp/decom.lua" \
	"decomCommand $tmp/no/such/decom"
start none
until_true error_has "no such command: $tmp/no/such/decom"
until_true state_is $back_off
stop $pid
conf none "dlmod decom $module" "decomStateDir $state" "decomConfig $tmp/no.lua" \
	"decomCommand $tmp/fake_worker" "decomWorkerMemory $memory"
start none
until_true grep -q 'no worker is started: .*no.lua: No such file' "$tmp/none.log"
state_is $disabled || fail "worker state $(worker_state)"
is "$(last_error)" '""'
# It comes, and with it the worker, which is no restart.
behave once
cp "$tmp/decom.lua" "$tmp/no.lua"
until_true serves 1
is "$(worker_restarts)" 0
rm "$tmp/no.lua"
stop $pid
conf none "dlmod decom $module" "decomStateDir relative" "decomWorkerTimeout 0" "decomWorkerTimeout 5x"
start none
for what in 'decomStateDir: not an absolute path: relative' 'not a number from 1 to 86400: 0' \
	'not a number from 1 to 86400: 5x'; do
	grep -q "$what" "$tmp/none.log" || fail "not in the log: $what"
done
stop $pid

ok "no command, no configuration, bad tokens"

# 8. snmpd itself is killed: the worker goes with it.
behaviour=once
worker_conf orphan
start orphan
until_true serves 1
kill -9 $pid
until_true is_gone "$(worker_pid)"
ok "it does not outlive snmpd"
sound
