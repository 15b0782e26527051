-- SPDX-License-Identifier: BSD-2-Clause
return { sheet = "Moves", header = 3 }
