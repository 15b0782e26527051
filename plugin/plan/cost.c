/* SPDX-License-Identifier: BSD-2-Clause */
#include "cost.h"

int64_t
cost_energy(uint32_t watts, uint32_t pue, int64_t tariff)
{
	/* W x h x 1/1000 x minor/MWh: a million Wh in a MWh, a thousand thousandths */
	const __int128 scale = 1000000000;
	__int128 n = (__int128)watts * 8760 * pue * tariff + scale / 2;

	n /= scale;
	return n > INT64_MAX ? INT64_MAX : (int64_t)n;
}
