/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_NETSNMP_H
#define DECOM_NETSNMP_H

/*
 * The headers of net-snmp's agent library, in the order that they need; and
 * config.h before them, because theirs defines the PACKAGE_ names that are
 * not there yet.
 */
#include "config.h"
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/agent/net-snmp-agent-includes.h>
#include <net-snmp/agent/agent_registry.h>
#include <net-snmp/agent/bulk_to_next.h>

#endif
