#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Every case of the engine, in one go.
exec "$builddir/tests/adapters/test_cases" "$top_srcdir"/tests/adapters/cases/*.case
