-- SPDX-License-Identifier: BSD-2-Clause
return { root = "device", fields = { serial = "Serial No" } }
