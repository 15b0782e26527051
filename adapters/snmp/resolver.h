/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_RESOLVER_H
#define DECOM_RESOLVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "address.h"
#include "error.h"

/*
 * Names to addresses in an epoll loop of somebody else, without threads and
 * without waiting (c-ares: hosts file and DNS as the system is set up).
 */
struct resolver;
struct lookup;

/* Its sockets go into epoll with RESOLVER_MARK + descriptor as their data. */
#define RESOLVER_MARK (UINT64_C(1) << 63)
struct resolver *resolver_new(int epoll, struct error *);
void resolver_free(struct resolver *); /* NULL is fine; open lookups end without a call */

/* n 0: why says why.  May be called before resolver_lookup() returns. */
typedef void resolver_found(void *ctx, const struct address *, size_t n, const char *why);

/* NULL: it has been called already. */
struct lookup *resolver_lookup(
    struct resolver *, const char *host, in_port_t port, size_t most, resolver_found *, void *ctx);
void resolver_forget(struct lookup *); /* it will not be called */

void resolver_event(struct resolver *, uint64_t data, uint32_t events);
void resolver_expire(struct resolver *); /* what has timed out */
int resolver_wait(struct resolver *);    /* milliseconds until then; -1: no lookup is open */

#endif
