#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# What every command promises: help, exit codes, errors on standard error.
. "$top_srcdir/tests/cli/functions"

exits 2 "$decom"
test ! -s "$dir/out" || fail 'usage on standard output'
exits 0 "$decom" --help
cp "$dir/out" "$dir/help"
exits 0 "$decom" --version
grep -q '^decom [^ ]' "$dir/out" || fail 'version'
exits 2 "$decom" --nonsense
says "$dir/err" 'decom: unknown option "nonsense"'
exits 2 "$decom" --versoin
says "$dir/err" 'did you mean "version"?'
exits 2 "$decom" -c
says "$dir/err" 'option -c needs an argument'
exits 2 "$decom" lsit
says "$dir/err" 'unknown command "lsit"; did you mean "list"?'

commands=$(sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' "$dir/help")
test "$(echo "$commands" | wc -w)" -eq 11 || fail "commands: $commands"
manual=$top_srcdir/docs/decom.1
for command in $commands; do
	for help in -h --help; do
		exits 0 "$decom" "$command" $help
		says "$dir/out" "usage: decom [-c CONFIG] [-s STATEDIR] $command"
		test ! -s "$dir/err" || fail "$command $help: standard error"
	done
	exits 2 "$decom" "$command" --nonsense
	says "$dir/err" "Try 'decom $command --help'."
	grep -q "^\.It Xo\? \?Cm $command" "$manual" || grep -q "^\.It Cm $command" "$manual" ||
	    fail "$command is not in the manual"
	# Every long option that the help shows is in the manual too.
	"$decom" "$command" --help | grep -o -- '--[a-z-]*' | sort -u | while read -r option; do
		grep -q -- "\\\\-\\\\-${option#--}\|Fl -${option#--}" "$manual" ||
		    fail "$command: $option is not in the manual"
	done
done

for command in adapter policy; do
	exits 2 "$decom" $command
	exits 2 "$decom" $command lits
	says "$dir/err" 'did you mean "list"?'
	exits 2 "$decom" $command test
	exits 2 "$decom" $command list extra
done
exits 2 "$decom" fields extra
exits 2 "$decom" explain
exits 2 "$decom" explain one two
exits 2 "$decom" check extra
exits 2 "$decom" refresh extra
exits 2 "$decom" replay --from tomorrow
says "$dir/err" 'YYYY-MM-DD'
exits 2 "$decom" replay --every 0
says "$dir/err" '1 to 430 days'
exits 2 "$decom" refresh --as-of tomorrow
says "$dir/err" 'YYYY-MM-DD'
finish
