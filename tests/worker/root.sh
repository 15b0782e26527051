#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Run by root, decom refresh becomes the owner of the state folder.
test "$(id -u)" -eq 0 || { echo "not root"; exit 77; }
owner=$(id -u nobody) || exit 77
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
chmod 755 "$tmp"
mkdir "$tmp/state" "$tmp/data"
# The project may lie where only root can look.
cp -R "$top_srcdir/adapters" "$top_srcdir/lua" "$tmp/data/"
chmod -R a+rX "$tmp/data"
DECOM_DATADIR=$tmp/data
export DECOM_DATADIR
chown nobody "$tmp/state"
cat >"$tmp/cmdb.xml" <<'end'
<unload><cmdb_ci_server action="INSERT_OR_UPDATE"><name>a</name><serial_number>S1</serial_number></cmdb_ci_server></unload>
end
printf 'source "cmdb" { adapter = "servicenow", files = "cmdb.xml" }\n' >"$tmp/decom.lua"
"$builddir/decom" -c "$tmp/decom.lua" -s "$tmp/state" refresh || exit 1
for file in "$tmp"/state/*; do
	test "$(stat -c %u "$file")" = "$owner" || { echo "$file is not nobody's"; exit 1; }
done
chmod 700 "$tmp"
! "$builddir/decom" -c "$tmp/decom.lua" -s "$tmp/state" refresh 2>"$tmp/err" || { echo "it kept root's rights"; exit 1; }
