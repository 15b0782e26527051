#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Snapshots come and go under a running snmpd, good and bad ones.
. "$top_srcdir/tests/agent/lib.sh"

state=$tmp/state
mkdir "$state"
make() { "$helpers/make_snapshot" "$@" || exit 99; }
conf snapshot "dlmod decom $module" "decomStateDir $state" 'decomCommand ""'
start snapshot

# 1. None yet: the agent's own scalars answer, the tables are empty.
until_true state_is $disabled
case $(get $base.1.1.3.0) in *"No Such Instance"*) ;; *) fail "a generation of nothing" ;; esac
is "$(bulk public $base.1.2 10 | grep -c .)" 1 # "No Such Object": nothing in the subtree
is "$(value $base.1.1.6.0)" '""'
make "$state/snapshot" 1
until_true serves 1

ok "no snapshot, then the first one"

# 2. What is refused, with the reason, and the old one stays.
size=$(wc -c <"$state/snapshot")
install_bad() { mv "$tmp/bad" "$state/snapshot"; }
refused() {
	install_bad
	until_true error_has "$1"
	serves 1 || fail "generation $(generation) after: $1"
	is "$(value $base.1.3.1.2.1)" '"web1"'
	is "$(grep -c "$1" "$tmp/snapshot.log")" 1
}
good=$tmp/good
cp "$state/snapshot" "$good"
flip() { # one byte of the file at an offset
	cp "$good" "$tmp/bad"
	byte=$(od -An -tu1 -j "$1" -N 1 "$good" | tr -d ' ')
	printf "\\$(printf '%o' $((byte ^ 1)))" | dd of="$tmp/bad" bs=1 seek="$1" conv=notrunc 2>/dev/null
}
flip $((size - 40))
refused 'checksum does not agree'
head -c $((size / 2 / 8 * 8)) "$good" >"$tmp/bad"
refused 'truncated or corrupt header'
echo 'this is a text, longer than any header would be' >"$tmp/bad"
cat "$good" >>"$tmp/bad"
refused 'not a snapshot of'
: >"$tmp/bad"
refused 'too short'
flip 8
refused 'another version'
rm "$state/snapshot"
mkdir "$state/snapshot" # is no file: refused for the same reason, and not told twice
until_true answers
rmdir "$state/snapshot"
make "$state/snapshot" 2
until_true serves 2

ok "bad files are refused with a reason, and the next good one is served"

# 3. A snapshot replaced while it is walked: no row is lost or seen twice, and
# the walker sees from the generation that it happened.
n=20000
make "$state/snapshot" 3 $n
until_true serves 3
snmpbulkwalk -v2c -c public -Cr10 -On "$agent" $base.1.4.1.1 >"$tmp/rows" &
walker=$!
make "$state/snapshot" 4 $n
until_true serves 4
wait $walker || fail "the walk ended with status $?"
is "$(grep -c STRING "$tmp/rows")" $n
is "$(sort -u "$tmp/rows" | grep -c STRING)" $n

ok "a swap during a walk"

# 4. It goes away: what was mapped stays.
rm "$state/snapshot"
is "$(value $base.1.3.1.2.$n | cut -c1-4)" '"srv'
ok "the file goes, the rows stay"
stop $pid
sound
