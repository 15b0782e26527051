#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The example estate comes out as examples/estate/expected.tsv says, twice over.
set -u

estate=$top_srcdir/examples/estate
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
. "$top_srcdir/tests/examples/lib.sh"

decom()
{
	"$builddir/decom" -c "$estate/decom.lua" -s "$tmp/state" "$@"
}

as_expected()
{
	cut -f 1-3 "$estate/expected.tsv" | sort >"$tmp/expected"
	decom list --all --fields name,usage,alignment --format tsv | sort >"$tmp/judged"
	[ -s "$tmp/judged" ] && diff "$tmp/expected" "$tmp/judged"
}

vetoed()
{
	decom list --fields name --format tsv --sort name >"$tmp/candidates"
	grep -qx mail-01 "$tmp/candidates" && ! grep -x mail-02 "$tmp/candidates"
}

# The troubles that the README names, and no other.
found()
{
	decom list --table finding --fields kind,message --format tsv | sed 1d >"$tmp/findings"
	cat "$tmp/findings"
	[ "$(cut -f 1 "$tmp/findings" | sort | tr '\n' ' ')" = \
	    'identityShared identityShared placeholder spelling unmatched ' ] &&
	    grep -q 'LP-1019.*lic-01.*ntp-01' "$tmp/findings" && grep -q kiosk-77 "$tmp/findings"
}

# The exports, written again, are those that are committed.
reproducible()
{
	lua5.4 "$estate/make.lua" "$tmp/again" || return 1
	(cd "$tmp/again" && find . -type f) | while IFS= read -r f; do
		case $f in
		*.gz)	gzip -dc "$tmp/again/$f" >"$tmp/a" && gzip -dc "$estate/$f" | cmp - "$tmp/a" ;;
		*)	cmp "$estate/$f" "$tmp/again/$f" ;;
		esac || exit 1
	done
}

mkdir "$tmp/state" "$tmp/again"
check 'the configuration is sound' decom check
check 'refresh' decom refresh
check 'every asset is judged as expected' as_expected
check 'a standby is no candidate, its twin is' vetoed
check 'every trouble is a finding' found
check 'refresh again' decom refresh
check 'nothing has changed' as_expected
check 'make.lua writes the exports again' reproducible
finish
