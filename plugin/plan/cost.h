/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_COST_H
#define DECOM_COST_H

#include <stdint.h>

/*
 * Energy of a year: power in watts at the plug, pue in thousandths (power of
 * the whole site over power of its IT), tariff in minor units per MWh.  365
 * days; rounded half up to a minor unit.  pue below 10000; what would not fit
 * is INT64_MAX.
 */
int64_t cost_energy(uint32_t watts, uint32_t pue, int64_t tariff);

#endif
