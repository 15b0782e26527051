#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The examples of decom-adapter(7) do what it says.
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
awk '
/^\.\\" --- / { if ($3 == "adapter") print "=== example " ++n; print substr($0, 5); next }
/^\.Bd/ { inside = 1; next }
/^\.Ed/ { inside = 0; next }
inside && n { print }
' "$top_srcdir/docs/decom-adapter.7" >"$dir/manual.case"
[ "$(grep -c '^--- expect' "$dir/manual.case")" -ge 3 ] || exit 99
"$builddir/tests/adapters/test_cases" "$dir/manual.case"
