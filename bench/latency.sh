#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# How long a GET takes while a refresh runs, is published and taken up, against
# an agent at rest; in turns, each as long as the other.  The refresh has the
# priority that the agent gives its worker.  LATENCY_REFRESH is another command.
. "$top_srcdir/bench/agent_lib.sh"
assets=${ASSETS:-100000}
state=$tmp/state
take_up=1500 # milliseconds from the end of the refresh in which the agent finds and validates the result

mkdir "$state"
"$builddir/bench/gen_servicenow" "$assets" >"$tmp/cmdb.xml" || exit 1
cat >"$tmp/decom.lua" <<'end'
as_of "2026-11-20"
currency "USD"
site "DC1" { exit_date = "2027-03-31", pue = 1.6, tariff = 0.12 }
source "cmdb" { adapter = "servicenow", files = "cmdb.xml" }
policy "idle-quarter"
end
refresh=${LATENCY_REFRESH:-$builddir/decom -c $tmp/decom.lua -s $state refresh --quiet}
$refresh || exit 1
conf latency "dlmod decom $module" "decomStateDir $state" 'decomCommand ""'
start latency
until_true beyond 0

latency() { "$builddir/bench/latency_client" "${agent##*:}" $base.1.3.1.2.7 $take_up "$@"; }
for round in $(seq "$rounds"); do
	begin=$(date +%s%N)
	seen=$(generation)
	busy=$(latency nice -n 10 $refresh) || exit 1
	beyond "$seen" || fail "the refresh of round $round was not taken up"
	spent=$((($(date +%s%N) - begin) / 1000000 - take_up))
	rest=$(latency sleep "$(awk -v ms=$spent 'BEGIN { print ms / 1000 }')") || exit 1
	echo "$busy $rest"
done >"$tmp/percentiles"
printf 'latency\t%.2f\t2\tp99 of a GET during a refresh of %s assets (%.0f us) against p99 at rest (%.0f us), medians of %s\n' \
	"$(awk '{ print $3 / $7 }' "$tmp/percentiles" | median)" "$assets" \
	"$(awk '{ print $3 }' "$tmp/percentiles" | median)" \
	"$(awk '{ print $7 }' "$tmp/percentiles" | median)" "$rounds"
