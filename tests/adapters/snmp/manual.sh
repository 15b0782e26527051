#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The examples of decom-snmp(7) do what it says.
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
awk '
/^\.\\" --- / {
	if ($3 == "family" && !part) print "=== example " ++n
	if ($3 == "part") { print "=== example " ++n; part = 1 } else part = part && $3 != "family"
	print substr($0, 5)
	next
}
/^\.Bd/ { inside = 1; next }
/^\.Ed/ { inside = 0; next }
inside && n { print }
' "$top_srcdir/docs/decom-snmp.7" >"$dir/manual.case"
[ "$(grep -c '^--- expect' "$dir/manual.case")" -ge 6 ] || exit 99
"$builddir/tests/adapters/snmp/family_cases" "$dir/manual.case"
