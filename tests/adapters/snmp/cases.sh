#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Every case of the language of device families, in one go.
exec "$builddir/tests/adapters/snmp/family_cases" "$top_srcdir"/tests/adapters/snmp/cases/*.case
