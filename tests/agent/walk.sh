#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Every way to read the subtree gives the same tree, literal in small.tree,
# though another module owns two cells of it (the override lines), a view
# hides what it excludes, and SIGHUP changes nothing.
. "$top_srcdir/tests/agent/lib.sh"

state=$tmp/state
mkdir "$state"
"$helpers/make_snapshot" "$state/snapshot" 7 || exit 99
conf walk "dlmod decom $module" "decomStateDir $state" 'decomCommand ""' \
	"override $base.1.3.1.3.1 octet_str SN-1" "override $base.1.4.1.5.1.1 integer 2" \
	"view some included $base" "view some excluded $base.1.1.7" "view some excluded $base.1.3.1.8" \
	"view some excluded $base.1.3.1.39.2" "view some excluded $base.1.4.1.5.1" \
	"view some excluded $base.1.8" "rocommunity partial 127.0.0.1 -V some"
start walk
until_true serves 7

# Blanks behind hexadecimal go; the version is another one in each release.
normal() { sed "s/ *\$//; s/^\($base.1.1.1.0 = \).*/\1VERSION/"; }
sed "s/^/$base/" "$top_srcdir/tests/agent/small.tree" >"$tmp/tree"
is "$(value $base.1.1.1.0)" "\"$(sed -n 's/^#define PACKAGE_VERSION "\(.*\)"/\1/p' "$builddir/config.h")\""

# 1. The whole tree, in order, absent cells left out.
same_everywhere() {
	walk public $base | normal | diff "$tmp/tree" - || fail "walk"
	for r in 1 2 3 5 16 50 100; do
		bulk public $base $r | normal | diff "$tmp/tree" - || fail "bulk walk, $r repetitions"
	done
}
same_everywhere
snmpwalk -v1 -c public -On "$agent" $base | normal | diff "$tmp/tree" - || fail "walk by SNMPv1"
ok "the whole tree by GETNEXT, GETBULK of seven sizes and SNMPv1"

# 2. Each instance answers GET; GETNEXT from each gives the following one.
sed 's/ = .*//' "$tmp/tree" >"$tmp/names"
xargs -n 20 snmpget -v2c -c public -On "$agent" <"$tmp/names" | normal | diff "$tmp/tree" - ||
	fail "GET of each"
{ echo $base; sed '$d' "$tmp/names"; } | xargs -n 20 snmpgetnext -v2c -c public -On "$agent" | normal |
	diff "$tmp/tree" - || fail "GETNEXT from each"
case $(next "$(tail -n 1 "$tmp/names")") in $base*) fail "something behind the last cell" ;; esac
ok "GET of each instance, GETNEXT from each to the next"

# 3. The edges: within, before and behind an index, and what is not there.
expect_next() { is "$(next "$1" | sed 's/ = .*//')" "$2"; }
expect_next $base.1.3.1.3.1.5 $base.1.3.1.3.2
expect_next $base.1.3.1.3.3 $base.1.3.1.4.1
expect_next $base.1.3.1.3.0.9 $base.1.3.1.3.1
expect_next $base.1.3.1.1.1 $base.1.3.1.2.1
expect_next $base.1.3.1.39.4000000000 $base.1.3.1.40.1
expect_next $base.1.3.1.59 $base.1.4.1.1.1.1
expect_next $base.1.3.0.7 $base.1.3.1.2.1
expect_next $base.1.4.1.5.0 $base.1.4.1.5.0.4000000000
expect_next $base.1.4.1.5.0.4000000000.1 $base.1.4.1.5.1.1
expect_next $base.1.4.1.5.1 $base.1.4.1.5.1.1
expect_next $base.1.4.1.5.2 $base.1.4.1.6.0.4000000000
expect_next $base.1.8.1.6 $base.1.8.1.6.2.1
expect_next $base.1.1 $base.1.1.1.0
expect_next $base.1.1.1.0.5 $base.1.1.2.0
for what in .1.3.1.4.2 .1.3.1.2.3 .1.3.1.2.1.1 .1.3.1.2 .1.4.1.5.1 .1.4.1.5.1.1.1 .1.4.1.1.0.4000000000 \
	.1.8.1.6.0.3 .1.1.2 .1.1.2.1 .1.1.2.0.0; do
	case $(get $base$what) in *"No Such Instance"*) ;; *) fail "GET $what" ;; esac
done
for what in .1.3.1.1.1 .1.3.1.59.1 .1.3.1 .1.1.12.0 .1.1.0.0 .1.4.1.20.1.1; do
	case $(get $base$what) in *"No Such Object"*) ;; *) fail "GET $what" ;; esac
done
bulkget() { snmpbulkget -v2c -c public -On "$agent" "$@" | sed 's/ = .*//' | tr '\n' ' '; }
is "$(bulkget -Cn1 -Cr2 $base.1.1.2 $base.1.3.1.8.1 $base.1.8.1.7.2.1)" \
	"$base.1.1.2.0 $base.1.3.1.8.2 $base.1.8.1.7.2.2 $base.1.3.1.9.1 $(next $base.1.8.1.7.2.2 | sed 's/ = .*//') "

ok "the edges of columns, indexes and tables"

# 4. What a view excludes stays hidden, however it is asked for.
grep -vE "^$base\.1\.(1\.7|3\.1\.8|3\.1\.39\.2|4\.1\.5\.1|8\.1\.[0-9]+)\." "$tmp/tree" |
	grep -v "^$base.1.3.1.39.2 " >"$tmp/some"
walk partial $base | normal | diff "$tmp/some" - || fail "walk of a partial view"
for r in 1 2 3 5 16 50 100; do
	bulk partial $base $r | normal | diff "$tmp/some" - || fail "bulk walk of a partial view, $r repetitions"
done

ok "a partial view hides what it excludes"

# 5. Nothing can be written.
snmpset -v2c -c public -On "$agent" $base.1.3.1.2.1 s x >"$tmp/set" 2>&1 && fail "SET is possible"
ok "read-only"

# 6. Reload: the module goes and comes back, and the snapshot is there at once.
kill -HUP $pid
until_true grep -q Reconfiguring "$tmp/walk.log"
until_true answers
same_everywhere
ok "the same at once after SIGHUP"
stop $pid
sound
