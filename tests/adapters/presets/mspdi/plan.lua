-- SPDX-License-Identifier: BSD-2-Clause
return { fields = { environment = "Text2", residual_value = { "Resale", scale = 0.01 } } }
