#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# snmpd must never load Lua, libxml2 or SQLite on our account, nor see more of
# the module than its two entry points.
command -v readelf >/dev/null && command -v nm >/dev/null || exit 77
module=$builddir/.libs/decom.so
test -f "$module" || exit 99
if readelf -d "$module" | grep -iE 'NEEDED.*(lua|xml|sqlite|libz)'; then
	echo "not ok - libraries of the worker"
	exit 1
fi
echo "ok - no library of the worker"
readelf -d "$module" | grep -q NODELETE || { echo "not ok - linked without nodelete"; exit 1; }
echo "ok - stays mapped across a reload"
entries=$(nm -D --defined-only "$module" | awk '$2 == "T" { print $3 }' | sort | tr '\n' ' ')
test "$entries" = "deinit_decom init_decom " || { echo "not ok - exports: $entries"; exit 1; }
echo "ok - two entry points"
