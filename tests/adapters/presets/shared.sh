#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Every shared sample goes through the preset that accepts its root element and
# gives records; a dialect without a preset is told by its root element.
shared=${DECOM_SHARED:-$top_srcdir/../shared}
samples=$shared/data/xml
records=${RECORDS:-$builddir/tests/adapters/presets/records}
[ -f "$samples/SOURCES.tsv" ] || { echo "no samples in $shared"; exit 77; }
[ -x "$records" ] || { echo "no $records"; exit 99; }
presets='servicenow spreadsheetml sqlxml mspdi jira glpi idrac rimp sadf rrdtool'
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
bad=0
echo 'return { repair = true }' > "$dir/repair.lua"

fail() {
	echo "$*"; bad=1
}

# At least this many records and samples where the sample is known.
expected() {
	case $1 in
	*/excel2003*|*/ms_excel2003*) echo 0 0 ;;	# no inventory in them
	*/sn_unload_workarena*) echo 0 0 ;;		# workflow tables, no asset
	*/sadf_x_11.6.5.xml) echo 0 0 ;;		# fans and temperatures only
	*/sadf_x_*) echo 0 1 ;;
	*/rrd_xport_*) echo 0 0 ;;			# legends that are no metrics
	*/tracker_libreoffice*) echo 10 0 ;;
	*/mysql*|*/pg_*) echo 50 0 ;;
	*/mspdi_alias*) echo 0 0 ;;			# nothing but the project's summary
	*/jira_*) echo 4 0 ;;
	*/oa_c7000*) echo 9 0 ;;
	*) echo 1 0 ;;
	esac
}

for file in "$samples"/*/*.xml; do
	preset=$("$records" -d "$file" $presets 2>&1)
	name=${file#"$samples/"}
	case $preset in
	"no adapter for root element "*) echo "$name: $preset"; continue ;;
	esac
	case $name in
	dell_idrac/idrac8_data.xml) want=none ;;
	dell_idrac/*) want=idrac ;;
	fusioninventory/*|glpi_inventory/*) want=glpi ;;
	hpe_ilo_rimp/*) want=rimp ;;
	jira_rss/*) want=jira ;;
	mspdi/*|sadf/*|servicenow/*|spreadsheetml/*|sqlxml/*|rrdtool/*) want=${name%%/*} ;;
	monit/monit_invalid*) want="error" ;;	# a comment before the declaration
	*) want=none ;;
	esac
	[ "$want" = error ] && case $preset in error*) echo "$name: $preset"; continue ;; esac
	[ $want = none ] && { fail "$name: taken by $preset"; continue; }
	[ "$preset" = $want ] || { fail "$name: $preset, not $want"; continue; }
	set --
	case $name in
	jira_rss/*|*tableforest*) set -- -t "$dir/repair.lua" ;;
	esac
	"$records" -q "$@" $want "$file" > "$dir/out" 2>&1 || { fail "$name: not read"; tail -3 "$dir/out"; }
	set -- $(tail -1 "$dir/out") $(expected "$file")
	echo "$name: $want, $1 records, $3 samples, $5 troubles"
	[ "$1" -ge "$7" ] && [ "$3" -ge "$8" ] || fail "$name: expected $7 records, $8 samples"
done
exit $bad
