#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# script/tally counts cases, not programs, and sees what fails without saying so.
set -u

tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
. "$top_srcdir/tests/examples/lib.sh"

program()	# name, result, log
{
	mkdir -p "$tmp/run/tests"
	printf ':test-result: %s\n:global-test-result: %s\n' "$2" "$2" >"$tmp/run/tests/$1.trs"
	printf "$3" >"$tmp/run/tests/$1.log"
}

counts()	# last line, exit status
{
	said=$("$top_srcdir/script/tally" "$tmp/run")
	status=$?
	rm -rf "$tmp/run"
	echo "$said"
	[ "$(echo "$said" | tail -n 1)" = "$1" ] && [ "$status" -eq "$2" ]
}

program a PASS 'ok 1 - one\nok 2 - two # SKIP no reason\n1..2\n'
program b PASS 'no lines of TAP\n'
check 'cases, and a program without any is one' counts '2 passed, 0 failed' 0

program a FAIL 'ok 1 - one\nnot ok 2 - two\n'
check 'a failed case' counts '1 passed, 1 failed' 1

program a FAIL 'ok 1 - one\nSegmentation fault\n'
check 'a program that dies after good cases has failed' counts '1 passed, 1 failed' 1

program a ERROR ''
check 'a program that is broken has failed' counts '0 passed, 1 failed' 1

program a PASS 'ok 1 - one\nnot ok 2 # SKIP as cmocka says it\n'
check 'a skipped case is neither, whatever stands before it' counts '1 passed, 0 failed' 0

program a FAIL 'ok 1 - one\nnot ok 2 # SKIP as cmocka says it\n'
check 'but a program that fails has failed' counts '1 passed, 1 failed' 1

program a SKIP 'SKIP: no data\n'
check 'nothing but skipped is no success' counts '0 passed, 0 failed' 1

mkdir "$tmp/run"
check 'nothing at all is no success' counts '0 passed, 0 failed' 1
finish
