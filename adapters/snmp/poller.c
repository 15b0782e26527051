/* SPDX-License-Identifier: BSD-2-Clause */
#include "conversation.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum {
	EVENTS = 64,         /* of one look into epoll */
	BATCH = 32,          /* requests sent before looking for answers */
	TICK = 500000,       /* microseconds */
	YOUNG_LEAST = 20000, /* microseconds for which a request counts as on its way */
	YOUNG_MOST = 250000,
	SPARE_FILES = 64
};

static uint64_t
clock_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static void
ring(struct link *head)
{
	head->prev = head->next = head;
}

static bool
is_empty(const struct link *head)
{
	return head->next == head;
}

static void
link_add(struct link *head, struct link *l)
{
	l->prev = head->prev;
	l->next = head;
	head->prev->next = l;
	head->prev = l;
}

static void
link_remove(struct link *l)
{
	if (l->next == NULL)
		return;
	l->prev->next = l->next;
	l->next->prev = l->prev;
	l->prev = l->next = NULL;
}

static struct conversation *
of_link(struct link *l)
{
	return (struct conversation *)((char *)l - offsetof(struct conversation, link));
}

static struct conversation *
of_opened(struct link *l)
{
	return (struct conversation *)((char *)l - offsetof(struct conversation, opened));
}

static struct conversation *
of_timer(struct timer *t)
{
	return (struct conversation *)((char *)t - offsetof(struct conversation, timer));
}

/* A socket for each open conversation: as many as the hard limit allows. */
static unsigned
files_for(unsigned wanted)
{
	struct rlimit limit;
	rlim_t need = (rlim_t)wanted + SPARE_FILES;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return 256;
	if (limit.rlim_cur < need) {
		limit.rlim_cur = limit.rlim_max < need ? limit.rlim_max : need;
		setrlimit(RLIMIT_NOFILE, &limit);
		getrlimit(RLIMIT_NOFILE, &limit);
	}
	if (limit.rlim_cur >= need)
		return wanted;
	return limit.rlim_cur > 2 * SPARE_FILES ? (unsigned)limit.rlim_cur - SPARE_FILES
						: SPARE_FILES;
}

static void
fill_in(struct poller_options *o, const struct poller_options *from)
{
	if (from != NULL)
		*o = *from;
	if (o->waiting == 0)
		o->waiting = 256;
	if (o->timeout == 0)
		o->timeout = 1000;
	if (o->retries == 0)
		o->retries = 2;
	if (o->limit == 0)
		o->limit = 8 << 20;
	o->open = files_for(o->open == 0 ? 4096 : o->open);
}

/* Nothing is polled yet. */
struct poller *
poller_new(const struct poller_options *options, struct error *e)
{
	struct poller *p = calloc(1, sizeof *p);

	if (p == NULL) {
		error_set(e, "out of memory");
		return NULL;
	}
	snmplib_start();
	fill_in(&p->options, options);
	ring(&p->queued);
	ring(&p->ready);
	ring(&p->young);
	ring(&p->opened);
	netsnmp_large_fd_set_init(&p->set, (int)p->options.open + 1024);
	p->now = clock_now();
	p->answer = YOUNG_MOST / 4; /* until there are some */
	p->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (p->epoll < 0 || !timers_reserve(&p->timers, 64)) {
		error_set(e, "no poller: %s", strerror(errno));
		poller_free(p);
		return NULL;
	}
	return p;
}

static void
drop_all(struct poller *p)
{
	p->stopping = true;
	while (!is_empty(&p->opened))
		conversation_drop(
		    of_opened(p->opened.next), POLLER_OVERDUE, "stopped before it was through");
	while (!is_empty(&p->queued))
		conversation_drop(
		    of_link(p->queued.next), POLLER_OVERDUE, "stopped before it was begun");
	p->stopping = false;
}

/* What has not been run is dropped. */
void
poller_free(struct poller *p)
{
	if (p == NULL)
		return;
	drop_all(p);
	names_free(p->names);
	for (size_t i = 0; i < p->ncredentials; i++)
		credential_free(p->credentials[i]);
	free(p->credentials);
	timers_free(&p->timers);
	netsnmp_large_fd_set_cleanup(&p->set);
	if (p->epoll >= 0)
		close(p->epoll);
	free(p);
}

/* See poller.h. */
int
poller_credential(struct poller *p, const struct poller_credential *from, struct error *e)
{
	struct credential **all =
	    realloc(p->credentials, (p->ncredentials + 1) * sizeof *p->credentials);

	if (all == NULL) {
		error_set(e, "out of memory");
		return -1;
	}
	p->credentials = all;
	all[p->ncredentials] = credential_new(from, e);
	return all[p->ncredentials] == NULL ? -1 : (int)p->ncredentials++;
}

/* See poller.h. */
bool
poller_start(struct poller *p, const struct poller_target *t, struct error *e)
{
	struct conversation *c;

	if (p->stopping)
		return error_set(e, "the poller is being stopped");
	if (t->ncredentials > CREDENTIALS)
		return error_set(e, "%s: more than %d credentials", t->address, CREDENTIALS);
	for (size_t i = 0; i < t->ncredentials; i++)
		if (t->credentials[i] < 0 || (size_t)t->credentials[i] >= p->ncredentials)
			return error_set(e, "%s: there is no credential of number %d", t->address,
			    t->credentials[i]);
	c = conversation_new(p, t, e);
	if (c == NULL)
		return false;
	link_add(&p->queued, &c->link);
	return true;
}

/* See conversation.h. */
void
poller_ready(struct conversation *c)
{
	link_remove(&c->link);
	timer_set(&c->poller->timers, &c->timer, c->deadline);
	link_add(&c->poller->ready, &c->link);
}

/* A young request takes one of the places of those that wait. */
void
poller_sent(struct conversation *c)
{
	struct poller *p = c->poller;

	poller_heard(c);
	c->request.sent = p->now;
	link_add(&p->young, &c->link);
	c->young = true;
	p->nyoung++;
}

/* Leave the places of those that wait, and any other list. */
void
poller_heard(struct conversation *c)
{
	if (c->young)
		c->poller->nyoung--;
	c->young = false;
	link_remove(&c->link);
}

/* Be told of datagrams for the session.  Closing it ends that. */
bool
poller_watch(struct conversation *c)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = c };

	return epoll_ctl(c->poller->epoll, EPOLL_CTL_ADD, session_fd(c->session), &event) == 0;
}

/* Made when the first name is met. */
struct names *
poller_names(struct poller *p, struct error *e)
{
	if (p->names == NULL)
		p->names = names_new(p->epoll, e);
	return p->names;
}

/* See conversation.h. */
void
poller_closed(struct conversation *c)
{
	struct poller *p = c->poller;

	poller_heard(c);
	timer_clear(&p->timers, &c->timer);
	if (c->opened.next != NULL)
		p->nopen--;
	link_remove(&c->opened);
}

static void
open_one(struct poller *p)
{
	struct conversation *c = of_link(p->queued.next);

	link_remove(&c->link);
	link_add(&p->opened, &c->opened);
	if (++p->nopen > p->stats.open_most)
		p->stats.open_most = p->nopen;
	if (timers_reserve(&p->timers, p->nopen + 1))
		conversation_open(c);
	else
		conversation_drop(c, POLLER_TOO_MUCH, "out of memory");
}

static bool
may_open(const struct poller *p)
{
	return !is_empty(&p->queued) && is_empty(&p->ready) && p->nopen < p->options.open &&
	       p->nyoung < p->options.waiting;
}

static bool
may_send(const struct poller *p)
{
	return !is_empty(&p->ready) && p->nyoung < p->options.waiting;
}

/* Those that are open go before new ones, a few at a time: answers must be read in between. */
static void
send_some(struct poller *p)
{
	for (unsigned i = 0; i < BATCH; i++) {
		while (may_open(p))
			open_one(p);
		if (!may_send(p))
			return;
		conversation_send(of_link(p->ready.next));
	}
}

static uint64_t
youth(const struct poller *p)
{
	uint64_t usual = 4 * p->answer;

	return usual < YOUNG_LEAST ? YOUNG_LEAST : usual > YOUNG_MOST ? YOUNG_MOST : usual;
}

/* What was sent a while ago and is not answered gives up its place, not its wait. */
static void
grow_old(struct poller *p)
{
	while (!is_empty(&p->young)) {
		struct conversation *c = of_link(p->young.next);

		if (c->request.sent + youth(p) > p->now)
			return;
		poller_heard(c);
	}
}

static void
expire(struct poller *p)
{
	struct timer *t;

	while ((t = timers_first(&p->timers)) != NULL && t->at <= p->now)
		conversation_timer(of_timer(t));
	if (p->names != NULL)
		names_expire(p->names);
}

static int
milliseconds(const struct poller *p, uint64_t at)
{
	return at <= p->now ? 0 : (int)((at - p->now + 999) / 1000);
}

static void
sooner(int *wait, int other)
{
	if (other >= 0 && other < *wait)
		*wait = other;
}

/* How long nothing can happen unless somebody answers. */
static int
idle_time(const struct poller *p, uint64_t tick)
{
	const struct timer *first = timers_first(&p->timers);
	int wait = milliseconds(p, tick);

	if (may_send(p) || may_open(p))
		return 0;
	if (first != NULL)
		sooner(&wait, milliseconds(p, first->at));
	if (!is_empty(&p->young) && (!is_empty(&p->ready) || !is_empty(&p->queued)))
		sooner(&wait, milliseconds(p, of_link(p->young.next)->request.sent + youth(p)));
	if (p->names != NULL)
		sooner(&wait, names_wait(p->names));
	return wait;
}

static void
look(struct poller *p, int wait)
{
	struct epoll_event events[EVENTS];
	int n = epoll_wait(p->epoll, events, EVENTS, wait);

	p->now = clock_now();
	for (int i = 0; i < n; i++)
		if (events[i].data.u64 & NAMES_MARK)
			names_event(p->names, events[i].data.u64, events[i].events);
		else
			conversation_read(events[i].data.ptr);
}

/* See poller.h. */
void
poller_run(struct poller *p, bool (*tick)(void *), void *ctx)
{
	uint64_t next = 0;

	while (p->nopen > 0 || !is_empty(&p->queued)) {
		p->now = clock_now();
		if (p->now >= next) {
			if (tick != NULL && !tick(ctx)) {
				drop_all(p);
				break;
			}
			next = p->now + TICK;
		}
		grow_old(p);
		expire(p);
		send_some(p);
		if (p->nopen > 0 || !is_empty(&p->queued))
			look(p, idle_time(p, next));
	}
	names_free(p->names); /* the next run begins with the system's configuration then */
	p->names = NULL;
}

struct poller_stats
poller_stats(const struct poller *p)
{
	return p->stats;
}
