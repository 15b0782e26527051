#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# DECOM-MIB is silent under smilint, says what the catalogues say, and names
# what the agent serves.  The modules that it imports come from MIBDIRS, from
# Debian's erlang-snmp or snmp-mibs-downloader, or from script/fetch-mibs.
. "$top_srcdir/tests/agent/lib.sh"

base_mibs=$(for dir in $(echo "$base_mibs" | tr : ' ') /usr/lib/erlang/lib/snmp-*/mibs \
	/var/lib/snmp/mibs/ietf /usr/share/snmp/mibs/ietf "$builddir/mibs/base" "$top_srcdir/mibs/base"; do
	if ls "$dir"/SNMPv2-TC* >/dev/null 2>&1; then
		echo "$dir"
		break
	fi
done)
test -n "$base_mibs" || { echo "no SNMPv2-TC: see script/fetch-mibs"; exit 77; }

if command -v smilint >/dev/null; then
	lint() { SMIPATH=$base_mibs smilint -l "$1" -s "$2" 2>&1 | grep . && fail "smilint -l $1 $2"; }
	lint 6 "$top_srcdir/mibs/DECOM-MIB.txt"
	lint 4 "$builddir/mibs/built/DECOM-MIB.txt"
	ok "smilint is silent"
fi

export MIBDIRS="$base_mibs:$builddir/mibs/built"
SNMPCONFPATH=$tmp "$helpers/mib_test" || fail "catalogue and MIB"
ok "catalogues and MIB agree, both ways"

# What the stock tools make of the agent's answers with the MIB at hand.
state=$tmp/state
mkdir "$state"
"$helpers/make_snapshot" "$state/snapshot" 7 || exit 99
conf mib "dlmod decom $module" "decomStateDir $state" 'decomCommand ""'
start mib
until_true serves 7
named() { MIBS=DECOM-MIB snmpget -v2c -c public "$agent" "$1"; }
is "$(named decomAssetAlignment.7)" "DECOM-MIB::decomAssetAlignment.7 = INTEGER: zombie(3)"
is "$(named decomAssetName.7)" "DECOM-MIB::decomAssetName.7 = STRING: zürich-7"
is "$(named decomAssetNotice.2)" "DECOM-MIB::decomAssetNotice.2 = STRING: 90 days"
is "$(named decomAssetCandidate.2)" "DECOM-MIB::decomAssetCandidate.2 = INTEGER: false(2)"
is "$(named decomSiteExitDate.1)" "DECOM-MIB::decomSiteExitDate.1 = STRING: 2027-6-30,0:0:0.0"
is "$(named decomCandidateFlaggedAt.1.1)" \
	"DECOM-MIB::decomCandidateFlaggedAt.1.1 = STRING: 2026-11-20,6:7:8.0,+0:0"
is "$(named decomCandidatePower.1.1)" "DECOM-MIB::decomCandidatePower.1.1 = Gauge32: 350 W"
is "$(named decomFindingKind.0.3)" "DECOM-MIB::decomFindingKind.0.3 = INTEGER: unreadable(12)"
is "$(named decomWorkerState.0)" "DECOM-MIB::decomWorkerState.0 = INTEGER: disabled(1)"
MIBS=DECOM-MIB snmptable -v2c -c public -Ci "$agent" decomCandidateTable >"$tmp/table" ||
	fail "snmptable"
is "$(grep -c retire "$tmp/table")" 1
ok "stock tools show the answers in the words of the MIB"
stop $pid
sound
