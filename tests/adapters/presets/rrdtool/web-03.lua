-- SPDX-License-Identifier: BSD-2-Clause
return { fields = { network = { "network", scale = 1000 } } }
