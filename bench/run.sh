#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# run.sh BENCH...: runs each, shows its figures, and ends with 1 if one is over
# its limit or was not measured.  Programs lie below $builddir, scripts below
# $top_srcdir.
over=0
for bench in "$@"; do
	case $bench in
	*.sh) out=$(sh "$top_srcdir/$bench") ;;
	*) out=$("$builddir/$bench") ;;
	esac || { echo "$bench: ended with status $?" >&2; over=1; }
	printf '%s\n' "$out" | awk -F'\t' -v bench="$bench" '
		NF == 4 { print; n++; bad += $2 + 0 > $3 + 0 }
		NF != 4 && NF > 0 { print bench ": " $0 >"/dev/stderr" }
		END { if (n == 0) print bench ": no figure" >"/dev/stderr"; exit n == 0 || bad > 0 }
	' || over=1
done
exit $over
