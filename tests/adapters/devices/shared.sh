#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Every recorded walk, where there are any: decom's account of it against what shared*.tsv
# expect, worked out from the walk by shared.awk.  Names of walks as arguments: only these.
set -u

shared=${DECOM_SHARED:-$top_srcdir/../shared}
walks=$shared/data/walks
here=$top_srcdir/tests/adapters/devices
decom=${DECOM:-$builddir/decom}
[ -f "$walks/SOURCES.tsv" ] || { echo "SKIP: no walks in $shared"; exit 77; }
[ -x "$decom" ] || { echo "no $decom"; exit 99; }
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
LC_ALL=C
export LC_ALL

names()
{
	if [ $# -gt 0 ]; then
		printf '%s\n' "$@"
	else
		find "$walks" -name '*.snmprec' -o -name '*.snmprec.gz' |
		    sed "s|^$walks/||; s|\.gz\$||; s|\.snmprec\$||; s|\.reduced\$||" | sort
	fi
}

cat "$here"/shared*.tsv >"$tmp/expected" || exit 99

# A walk as text, and as the file that decom reads.
find_walk()	# name
{
	for file in "$walks/$1.snmprec" "$walks/$1.snmprec.gz" "$walks/$1.reduced.snmprec.gz"; do
		[ -f "$file" ] && return 0
	done
	return 1
}

one_walk()	# name
{
	find_walk "$1" || { echo "not ok - $1: no such walk"; return; }
	case $file in
	*.gz) gzip -dc "$file" ;;
	*) cat "$file" ;;
	esac >"$tmp/walk"
	"$decom" adapter test --limit 0 snmp "$file" >"$tmp/out" 2>"$tmp/err"
	status=$?
	awk -v walk="$1" -v status=$status -f "$here/shared.awk" part=1 "$tmp/expected" \
	    part=2 "$tmp/walk" part=3 "$tmp/out" || echo "not ok - $1: awk"
	sed 's/^/# /' "$tmp/err"
}

# A line for a walk that is not there would never be checked.
strangers()
{
	cut -f1 "$tmp/expected" | grep -v -e '^#' -e '^$' | sort -u | while read -r name; do
		find_walk "$name" || echo "not ok - shared.tsv: no walk $name"
	done
}

{
	strangers
	names "$@" | while read -r name; do
		one_walk "$name"
	done
} | awk '
/^(not )?ok - / {
	n++
	bad += /^not/
	sub(/ok - /, "ok " n " - ")
}
{ print }
END {
	print "1.." n + 0
	exit bad > 0 || n == 0
}'
