#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The benchmark at its quick size: the same seed gives the same bytes, the
# scorer counts what it should, and decom's own policy retires nothing that is
# to be kept and finds what is not, through the whole pipeline.
set -eu
bench=$builddir/tests/idle-bench
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
fail() {
	echo "FAIL: $*" >&2
	exit 1
}

# The same seed, level and size: the same bytes; another seed, others.
mkdir "$tmp/a" "$tmp/b" "$tmp/c"
"$bench/generate" -n 1 -d 40 -l high -s 7 "$tmp/a" | cksum >"$tmp/a/sum"
"$bench/generate" -n 1 -d 40 -l high -s 7 "$tmp/b" | cksum >"$tmp/b/sum"
"$bench/generate" -n 1 -d 40 -l high -s 8 "$tmp/c" | cksum >"$tmp/c/sum"
diff -r "$tmp/a" "$tmp/b" || fail "one seed, two fleets"
! cmp -s "$tmp/a/sum" "$tmp/c/sum" || fail "two seeds, one fleet"
! grep -q -e zombie -e retire -e keep "$tmp/a/facts.tsv" || fail "the facts tell"

# What the first days hold does not depend on how many follow.
mkdir "$tmp/d"
"$bench/generate" -t -n 1 -d 3 -l high -s 7 "$tmp/a"
"$bench/generate" -t -n 1 -d 4 -l high -s 7 "$tmp/d"
lines=$(wc -l <"$tmp/a/host-0003.tsv")
[ "$lines" -gt 860 ] || fail "three days are $lines lines"
head -n "$lines" "$tmp/d/host-0003.tsv" | cmp - "$tmp/a/host-0003.tsv" || fail "later days change earlier"

# The scorer, on a case made by hand.
cat >"$tmp/labels.tsv" <<-END
	host	class	label	core	late
	a	zombie	retire	yes	no
	b	zombie	retire	yes	no
	c	monthly	keep	no	no
	d	yearly	keep	no	yes
END
cat >"$tmp/verdicts.tsv" <<-END
	host	days	verdict	policy	reason
	a	120	unknown	p	-
	a	430	idle	p	-
	b	120	unknown	p	-
	b	430	unknown	p	-
	c	120	active	p	-
	c	430	idle	p	-
	d	120	idle	p	-
	d	430	keep	p	-
END
"$bench/score" -t "$tmp/labels.tsv" "$tmp/verdicts.tsv" >"$tmp/score"
cat >"$tmp/expected" <<-END
	p	zombie	retire	yes	<400	2	0	2	0	2	0	1	1	0
	p	zombie	retire	yes	>=400	2	1	2	1	1	0	1	1	0
	p	monthly	keep	no	<400	1	0	1	0	0	1	1	0	0
	p	monthly	keep	no	>=400	1	1	1	1	0	0	1	0	0
	p	yearly	keep	no	<400	1	1	1	1	0	0	0	0	1
	p	yearly	keep	no	>=400	1	0	1	0	0	1	0	0	1
END
sed 1d "$tmp/score" | diff "$tmp/expected" - || fail "the scorer miscounts"
"$bench/score" "$tmp/labels.tsv" "$tmp/verdicts.tsv" >"$tmp/table"
grep -q '^| p | 1 of 3 (33.3 %) | 86.46 % | 1 of 2 | 1 of 1 | 1 of 2 (50.0 %) | 1 of 2 |' "$tmp/table" ||
	fail "the table is wrong: $(sed -n 3p "$tmp/table")"
echo "e	430	idle	p	-" >>"$tmp/verdicts.tsv"
! "$bench/score" "$tmp/labels.tsv" "$tmp/verdicts.tsv" >/dev/null 2>&1 ||
	fail "a host without a label is scored"

# decom's own policy and two others, through the whole pipeline.
shipped=$top_srcdir/lua/policies
SIZE=quick OUT=$tmp/out \
	POLICIES="$shipped/recommended.lua $shipped/r9-cloudaware.lua $shipped/r13-functionally-dead.lua" \
	sh "$top_srcdir/tests/idle-bench/bench.sh" >"$tmp/log" || fail "bench.sh"
awk -F '\t' '
	$2 == "recommended" && $4 == "keep" { asked += $9; wrong += $10 }
	$2 == "recommended" && $5 == "yes" && $6 == ">=400" { core += $7; found += $13 }
	$2 == "r13-functionally-dead" && $4 == "keep" { careless += $10 }
	END {
		print asked, wrong, core, found, careless
		exit !(asked >= 150 && wrong == 0 && core >= 18 && found >= 0.9 * core && careless > 30)
	}' "$tmp/out/results.tsv" >"$tmp/counts" || {
	cat "$tmp/log"
	fail "asked, wrong, core, found, retired by a mean of CPU: $(cat "$tmp/counts")"
}
cat "$tmp/counts"
