# SPDX-License-Identifier: BSD-2-Clause
# For the tests of this folder: cases in TAP.  Sourced with $tmp set.
cases=0
failed=0

check()		# name, command...: one case; its output is shown when it fails
{
	cases=$((cases + 1))
	name=$1
	shift
	if "$@" >"$tmp/out" 2>&1; then
		echo "ok $cases - $name"
	else
		echo "not ok $cases - $name"
		sed 's/^/# /' "$tmp/out"
		failed=$((failed + 1))
	fi
}

finish()
{
	echo "1..$cases"
	exit $((failed > 0))
}
