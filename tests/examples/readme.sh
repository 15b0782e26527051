#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The policies and the adapter that README.md shows are examples/policies/lab-*.lua and
# examples/adapters/stock.lua, and work; so does the starter configuration.
set -u

tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
examples=$top_srcdir/examples
. "$top_srcdir/tests/examples/lib.sh"

decom()
{
	"$builddir/decom" -c "$examples/decom.lua" -s "$tmp" "$@"
}

shown()		# file: is it one of README's Lua blocks?  Its first two lines are comments.
{
	sed 1,2d "$1" >"$tmp/file"
	awk -v to="$tmp/block" '/^```lua$/ { n++; inside = 1; next } /^```$/ { inside = 0 } inside { print >(to n) }' \
	    "$top_srcdir/README.md"
	for block in "$tmp"/block*; do
		cmp -s "$tmp/file" "$block" && return 0
	done
	echo "README.md has no block like $1"
	return 1
}

mapped()	# both machines, with the fields that the README maps
{
	decom adapter test stock "$examples/adapters/stock.xml" >"$tmp/seen" || return 1
	cat "$tmp/seen"
	for value in lab-01 7Q4K2L1 9F1X8M3 2027-03-31 140; do
		grep -q "$value" "$tmp/seen" || { echo "no $value"; return 1; }
	done
}

check 'README shows the policy' shown "$examples/policies/lab-idle.lua"
check 'the policy passes its tests' decom policy test "$examples/policies/lab-idle.lua"
check 'README shows the rule' shown "$examples/policies/lab-quiet.lua"
check 'the rule passes its tests' decom policy test "$examples/policies/lab-quiet.lua"
check 'README shows the adapter' shown "$examples/adapters/stock.lua"
check 'the adapter reads stock.xml' mapped
finish
