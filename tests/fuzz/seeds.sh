#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Every committed seed goes through its fuzz target once.
status=0
for seeds in "$top_srcdir"/tests/fuzz/seeds/*; do
	target=$(basename "$seeds")
	"$builddir/tests/fuzz/fuzz_$target" "$seeds" || {
		echo "not ok - fuzz_$target did not come back from the last seed"
		status=1
	}
done
exit "$status"
