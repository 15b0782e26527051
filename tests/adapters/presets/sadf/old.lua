-- SPDX-License-Identifier: BSD-2-Clause
return { zone = "+01:00" }
