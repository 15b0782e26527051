/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_METRIC_H
#define DECOM_METRIC_H

/*
 * What is measured over time.  The names are a contract (policies, adapters);
 * network and disk are for sources that know only the sum of both directions.
 */
enum metric {
	METRIC_CPU,
	METRIC_MEMORY,
	METRIC_RECEIVE,
	METRIC_TRANSMIT,
	METRIC_READ,
	METRIC_WRITE,
	METRIC_POWER,
	METRIC_LOGINS,
	METRIC_SESSIONS,
	METRIC_UPTIME,
	METRIC_NETWORK,
	METRIC_DISK,
	METRICS
};

struct metric_info {
	const char *name;
	const char *unit;
	const char *text;
};

extern const struct metric_info metrics[METRICS];

int metric_named(const char *name); /* -1: none */

#endif
