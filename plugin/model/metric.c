/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "metric.h"

const struct metric_info metrics[METRICS] = {
	[METRIC_CPU] = { "cpu", "percent",
	    "busy share of all threads, waiting for I/O and stolen time included" },
	[METRIC_MEMORY] = { "memory", "percent", "share of memory in use" },
	[METRIC_RECEIVE] = { "receive", "B/s", "received over all interfaces but loopback" },
	[METRIC_TRANSMIT] = { "transmit", "B/s", "sent over all interfaces but loopback" },
	[METRIC_READ] = { "read", "B/s", "read from disks" },
	[METRIC_WRITE] = { "write", "B/s", "written to disks" },
	[METRIC_POWER] = { "power", "W", "power drawn" },
	[METRIC_LOGINS] = { "logins", "count", "log-ins in the interval" },
	[METRIC_SESSIONS] = { "sessions", "count", "sessions with peers" },
	[METRIC_UPTIME] = { "uptime", "s", "time since the system started" },
	[METRIC_NETWORK] = { "network", "B/s", "received and sent, where only the sum is known" },
	[METRIC_DISK] = { "disk", "B/s", "read and written, where only the sum is known" },
};

int
metric_named(const char *name)
{
	for (int m = 0; m < METRICS; m++)
		if (strcmp(metrics[m].name, name) == 0)
			return m;
	return -1;
}
