#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Every preset over the fixtures in its folder: NAME/CASE.xml, with the source's
# keys in CASE.lua, must read to CASE.expected.  WRITE=yes in the
# environment writes what is not there yet; read it before you commit it.
here=$top_srcdir/tests/adapters/presets
records=${RECORDS:-$builddir/tests/adapters/presets/records}
[ -x "$records" ] || { echo "no $records"; exit 99; }
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
out=$dir/out
bad=0 cases=0
for xml in "$here"/*/*.xml; do
	case=${xml%.xml}
	dialect=$(basename "$(dirname "$xml")")
	set --
	[ -f "$case.lua" ] && set -- -t "$case.lua"
	cases=$((cases + 1))
	"$records" "$@" "$dialect" "$xml" > "$out" 2>&1
	rc=$?
	[ $rc -gt 1 ] && { echo "$dialect/$(basename "$xml"): exit $rc"; cat "$out"; bad=1; continue; }
	grep -q do-not-read "$out" && { echo "$xml: what is not mapped came in"; bad=1; }
	if [ -f "$case.expected" ]; then
		diff -u "$case.expected" "$out" || bad=1
	elif [ "$WRITE" = yes ]; then
		cp "$out" "$case.expected"
	else
		echo "$case.expected is missing"; bad=1
	fi
done

# An export that stops exactly where a tool stops is not to be trusted.
capped() {	# ADAPTER RECORDS TROUBLES of capped.xml
	"$records" "$1" "$dir/capped.xml" > "$dir/out" || { echo "$1, $2 records: not read"; bad=1; }
	seen=$(grep -c '^! incomplete' "$dir/out")
	[ "$seen" = "$3" ] || { echo "$1, $2 records: $seen troubles, not $3"; bad=1; }
}
unload() {
	awk -v n="$1" 'BEGIN { print "<unload>"
		for (i = 0; i < n; i++) printf "<cmdb_ci_server action=\"INSERT\"><name>s%d</name></cmdb_ci_server>\n", i
		print "</unload>" }'
}
issues() {
	awk -v n="$1" 'BEGIN { print "<rss version=\"0.92\"><channel>"
		for (i = 0; i < n; i++) printf "<item><summary>host-%d</summary></item>\n", i
		print "</channel></rss>" }'
}
unload 10000 > "$dir/capped.xml"; capped servicenow 10000 1
unload 9999 > "$dir/capped.xml"; capped servicenow 9999 0
issues 1000 > "$dir/capped.xml"; capped jira 1000 1
issues 999 > "$dir/capped.xml"; capped jira 999 0

# The source of each page compiles.
for page in "$top_srcdir"/adapters/*.md; do
	dialect=$(basename "$page" .md)
	awk '/^    source "/ { on = 1 } on && /^    / { print } on && !/^    / { exit }' "$page" > "$dir/decom.lua"
	name=$(sed -n 's/^ *source "\([^"]*\)".*/\1/p' "$dir/decom.lua")
	"$records" -c "$dir/decom.lua" -s "$name" "$dialect" > "$dir/out" 2>&1 ||
	    { echo "$page: its source does not compile"; cat "$dir/out"; bad=1; }
done

[ $cases -ge 20 ] || { echo "only $cases cases"; exit 99; }
echo "$cases cases"
exit $bad
