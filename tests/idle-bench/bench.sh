#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The benchmark: "make idle-bench".  Makes fleets, asks every policy, prints
# the tables; what they were made from is left in OUT.  By environment:
#	SIZE		full, or quick: few hosts, two levels
#	HOSTS		of each class
#	SEEDS LEVELS	fleets: each seed at each level (quiet low medium high noisy)
#	DAYS		of history at which to ask
#	COLLECTORS	good, wrap64 (takes a counter that fell for one that wrapped), or both
#	POLICIES	files; else the recommended one and all published criteria
#	OUT		a folder, idle-bench.out if not said
set -eu
bench=$builddir/tests/idle-bench
shipped=$top_srcdir/lua/policies
case ${SIZE:=full} in
quick) hosts=3 seeds=1 levels='quiet noisy' days=120,430 ;;
full) hosts=20 seeds='951 952' levels='quiet low medium high noisy' days=120,180,240,300,360,410,430 ;;
*) echo "SIZE is quick or full" >&2 && exit 2 ;;
esac
: "${HOSTS:=$hosts}" "${SEEDS:=$seeds}" "${LEVELS:=$levels}" "${DAYS:=$days}" "${COLLECTORS:=good}"
: "${POLICIES:=$shipped/recommended.lua $(echo "$shipped"/r[0-9]*-*.lua)}" "${OUT:=idle-bench.out}"

mkdir -p "$OUT"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

# One fleet: SEED LEVEL COLLECTOR; labels stay where the runner is not told of.
ask_fleet() {
	fleet=$OUT/$2-$1-$3
	mkdir -p "$fleet" "$tmp/state"
	wrap=
	[ "$3" = good ] || wrap=-w
	mkfifo "$tmp/samples"
	"$bench/generate" $wrap -n "$HOSTS" -l "$2" -s "$1" "$fleet" >"$tmp/samples" &
	# shellcheck disable=SC2086
	"$bench/run" -d "$DAYS" -f "$fleet/facts.tsv" -s "$tmp/state" $POLICIES \
		<"$tmp/samples" >"$fleet/verdicts.tsv"
	wait $!
	rm -rf "$tmp/state" "$tmp/samples"
}

# The tables of some fleets: TITLE FLEET ...
show() {
	title=$1
	shift
	set -- "$@" end
	while [ "$1" != end ]; do
		fleet=$1
		shift
		set -- "$@" "$fleet/labels.tsv" "$fleet/verdicts.tsv"
	done
	shift
	printf '\n## %s\n\n' "$title"
	"$bench/score" "$@"
	"$bench/score" -t "$@" | sed "s/^/$(echo "$title" | cut -d, -f 1)	/" >>"$OUT/results.tsv"
}

rm -f "$OUT/results.tsv"
printf '%s hosts of each class; seeds %s; asked at %s days of history.\n' \
	"$HOSTS" "$SEEDS" "$DAYS" | tee "$OUT/results.md"
for collector in $COLLECTORS; do
	for level in $LEVELS; do
		fleets=
		for seed in $SEEDS; do
			ask_fleet "$seed" "$level" "$collector"
			fleets="$fleets $OUT/$level-$seed-$collector"
		done
		# shellcheck disable=SC2086
		show "$level, collector $collector" $fleets | tee -a "$OUT/results.md"
	done
done
