#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The worker under a stock snmpd polls another one between its runs: it is in
# decomAssetTable, its silence and its return are in decomSourceTable, and a configuration
# without it ends the polling.
. "$top_srcdir/tests/agent/lib.sh"
. "$top_srcdir/tests/examples/lib.sh"

lab() { grep -v '^rocommunity public' "$tmp/polled/snmpd.conf" >"$tmp/conf" && mv "$tmp/conf" "$tmp/polled/snmpd.conf"; }
conf polled "sysName polled.example" "rocommunity lab 127.0.0.1"
lab
start polled
polled=${agent#udp:}
polled_pid=$pid
mkdir "$tmp/state"
cat >"$tmp/decom.lua" <<-END
	credential "lab" { version = 2, community = "lab" }
	source "hosts" { adapter = "snmp", agents = "$polled", credential = "lab", every = "1s" }
	policy "idle-month"
END
conf serving "dlmod decom $module" "decomConfig $tmp/decom.lua" "decomStateDir $tmp/state" \
	"decomCommand $builddir/decom" "decomWorkerMemory 0"
start serving

# Column 12 counts the agents of the source, 13 those that fail.
agents_are() { test "$(value $base.1.7.1.12.1)/$(value $base.1.7.1.13.1)" = "$1"; }
has_row() { test "$(value $base.1.3.1.2.1)" = '"polled.example"'; }
until_true has_row
check 'the agent is a row of decomAssetTable' agents_are 1/0

# snmpInPkts of the polled agent: our own question is one.
packets() { snmpget -v2c -c lab -Oqv -r0 -t3 "$polled" .1.3.6.1.2.1.11.1.0 2>/dev/null || echo 0; }
before=$(packets)
was=$(generation)
more() { test "$(packets)" -gt $((before + 40)); }
until_true more
check 'it is asked again and again, without a run for each poll' serves "$was"

kill $polled_pid
until_true agents_are 1/1
has_row
check 'when it falls silent a run says so, and its row stays' has_row

behind=${polled#*:}
SNMPCONFPATH=$tmp/polled SNMP_PERSISTENT_DIR=$tmp/polled/state snmpd -f -r -I -smux -LF 6 \
	"$tmp/polled.log" "udp:127.0.0.1:$behind" 2>>"$tmp/polled.err" &
pids="$pids $!"
until_true agents_are 1/0
check 'and when it is back' agents_are 1/0
sound
