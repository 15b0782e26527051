#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# What device families make of walks of our own: NAME/CASE.snmprec (with NAME/CASE.later.snmprec,
# the same agent 300 s later) by family NAME is NAME/CASE.expected.  Names of families, or
# NAME/CASE, as arguments: only these.  UPDATE=1 writes what is expected anew; look at the diff.
set -u

here=$top_srcdir/tests/adapters/devices
decom=${DECOM:-$builddir/decom}
[ -x "$decom" ] || { echo "no $decom"; exit 99; }
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
LC_ALL=C.UTF-8
export LC_ALL

cases()
{
	if [ $# -eq 0 ]; then
		set -- "$here"/*/
	fi
	for arg; do
		[ "$arg" != "$here/*/" ] || continue
		arg=$here/${arg#"$here"/}
		if [ -d "$arg" ]; then
			find "$arg" -name '*.snmprec' ! -name '*.later.snmprec'
		else
			echo "$arg.snmprec"
		fi
	done | sort
}

# Standard error belongs to the result: trouble with a family must not pass unseen.
run_case()	# file without .snmprec
{
	name=${1#"$here"/}
	set -- "$1" "${name%%/*}" "$1.snmprec"
	if [ -f "$1.later.snmprec" ]; then
		set -- "$@" "$1.later.snmprec"
	fi
	base=$1
	shift
	"$decom" -c "$tmp/none.lua" adapter test --limit 0 "$@" >"$tmp/out" 2>&1
	status=$?
	sed "s|$here/||g" "$tmp/out" >"$tmp/got"
	[ $status -eq 0 ] || echo "exit status $status" >>"$tmp/got"
	[ -z "${UPDATE:-}" ] || cp "$tmp/got" "$base.expected"
}

n=0
bad=0
cases "$@" >"$tmp/cases"
while read -r file; do
	n=$((n + 1))
	run_case "${file%.snmprec}"
	if cmp -s "$base.expected" "$tmp/got"; then
		echo "ok $n - $name"
	else
		bad=$((bad + 1))
		echo "not ok $n - $name"
		diff -u "$base.expected" "$tmp/got" 2>&1 | sed 's/^/# /'
	fi
done <"$tmp/cases"
echo "1..$n"
[ $n -gt 0 ] || exit 77
[ $bad -eq 0 ]
