# SPDX-License-Identifier: BSD-2-Clause
# For the tests of the poller: source it first.
. "$top_srcdir/tests/replay/lib.sh"
poll_tool=$builddir/tests/adapters/snmp/poll_tool
usage=$builddir/tests/adapters/snmp/usage
sanitized=$(nm "$poll_tool" 2>/dev/null | grep -c '__asan_init')

# poll ARGUMENT...: its output in $tmp/heard, its peak of memory in bytes in $peak.
poll() {
	timeout 120 "$usage" "$poll_tool" "$@" >"$tmp/heard" 2>"$tmp/heard.err"
	test "$(tail -n 1 "$tmp/heard.err" | cut -d' ' -f 3)" -lt 2 ||
		fail "poll_tool $*: $(tail -n 3 "$tmp/heard.err")"
	! grep -e 'Sanitizer' -e 'runtime error' "$tmp/heard.err" || fail "poll_tool $*"
	peak=$(tail -n 1 "$tmp/heard.err" | cut -d' ' -f 2)
}

# What one of several conversations heard: that in which the line stands.
talk_with() {
	awk -v line="$1" '/^odd: / { next }
		/^end: / { if (here) printf "%s%s\n", text, $0; text = ""; here = 0; next }
		/^[0-9]/ { text = text $0 "\n"; here = here || $0 == line }' "$tmp/heard"
}
