#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# How long a GET takes while a new result is made, published and taken up,
# against an agent at rest; in turns, each as long as the other.
# LATENCY_REFRESH STATEDIR GENERATION is the command that makes the result.
. "$top_srcdir/bench/agent_lib.sh"
assets=${ASSETS:-100000}
state=$tmp/state
take_up=500 # milliseconds from the command's end in which the agent validates the result

mkdir "$state"
refresh() { # GENERATION: the command line
	if test -n "$LATENCY_REFRESH"; then
		echo "$LATENCY_REFRESH $state $1"
	else
		echo "$helpers/make_snapshot $state/snapshot $1 $assets"
	fi
}
$(refresh 1) || exit 1
conf latency "dlmod decom $module" "decomStateDir $state" 'decomCommand ""'
start latency
until_true beyond 0

latency() { "$builddir/bench/latency_client" "${agent##*:}" $base.1.4.1.1.1.7 $take_up "$@"; }
for round in $(seq "$rounds"); do
	begin=$(date +%s%N)
	busy=$(latency nice $(refresh $((round + 1)))) || exit 1
	spent=$((($(date +%s%N) - begin) / 1000000 - take_up))
	rest=$(latency sleep "$(awk -v ms=$spent 'BEGIN { print ms / 1000 }')") || exit 1
	echo "$busy $rest"
done >"$tmp/percentiles"
printf 'latency\t%.2f\t2\tp99 of a GET during a refresh of %s assets (%.0f us) against p99 at rest (%.0f us), medians of %s\n' \
	"$(awk '{ print $3 / $7 }' "$tmp/percentiles" | median)" "$assets" \
	"$(awk '{ print $3 }' "$tmp/percentiles" | median)" \
	"$(awk '{ print $7 }' "$tmp/percentiles" | median)" "$rounds"
