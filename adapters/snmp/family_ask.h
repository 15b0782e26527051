/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_FAMILY_ASK_H
#define DECOM_FAMILY_ASK_H

#include "family.h"
#include "poller.h"

/*
 * What families want to know, as questions of a conversation.  False without
 * memory, as the questions themselves.
 */

/* Who are you: the system group, and with GETNEXT what tells families apart. */
bool family_ask_identity(const struct families *, struct poller_ask *);

/* One object of a family. */
bool family_ask_read(const struct family_read *, struct poller_ask *);

#endif
