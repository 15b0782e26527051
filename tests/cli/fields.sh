#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# decom fields: the catalogue in every format.
. "$top_srcdir/tests/cli/functions"

"$decom" fields -f tsv | grep -e ^name -e ^serial -e ^coverage -e ^usage -e ^notice | is 'fields' \
'name	type	unit	column	filled_by	text	labels
name	text		decomAssetName	adapter	host or device name	
serial	text		decomAssetSerial	adapter	manufacturer'\''s serial number or service tag	
notice	span		decomAssetNotice	adapter	notice period of the contract	
usage	label		decomAssetUsage	judged	what the policies found	unknown idle active busy
coverage	percent	percent	decomAssetCoverage	judged	share of the policy'\''s window that evidence covers	'
"$decom" fields -f json | "$here/json_check" || fail 'json'
if command -v xmllint > /dev/null; then
	"$decom" fields -f xml | xmllint --noout - || fail 'xml'
fi
"$decom" fields -f luals | head -n 1 | is 'annotations' '---@meta'

# The columns are those of the MIB.
for column in $("$decom" fields -f tsv | cut -f 4 | sed 1d); do
	grep -q "^$column " "$top_srcdir"/mibs/DECOM-MIB.txt* || fail "$column is not in the MIB"
done
exits 2 "$decom" fields -f yaml
finish
