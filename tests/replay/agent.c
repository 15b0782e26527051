/* SPDX-License-Identifier: BSD-2-Clause */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent.h"

static int
socket_bound(const struct sockaddr_storage *address, socklen_t len)
{
	int fd = socket(address->ss_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd >= 0 && bind(fd, (const struct sockaddr *)(const void *)address, len) != 0) {
		int why = errno;

		close(fd);
		errno = why;
		return -1;
	}
	return fd;
}

bool
agent_open(struct agent *agent)
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)&agent->address;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)&agent->address;
	const void *bits =
	    v4->sin_family == AF_INET ? (const void *)&v4->sin_addr : (const void *)&v6->sin6_addr;

	if (inet_ntop(v4->sin_family, bits, agent->text, sizeof(agent->text)) == NULL)
		return false;
	agent->other = -1;
	agent->fd = socket_bound(&agent->address, agent->len);
	return agent->fd >= 0;
}

static void
agent_forget(struct agent *agent)
{
	if (agent->other >= 0)
		close(agent->other);
	free(agent->held);
	free(agent->stale);
	agent->other = -1;
	agent->held = NULL;
	agent->stale = NULL;
}

void
agent_close(struct agent *agent)
{
	agent_forget(agent);
	close(agent->fd);
}

void
agent_behave(struct agent *agent, const struct behaviour *behaviour, int64_t now)
{
	int32_t seed = behaviour->garbage != OFF ? behaviour->garbage : behaviour->flip;

	agent_forget(agent);
	agent->behaviour = *behaviour;
	agent->read = now;
	agent->restarted = false;
	agent->asked = 0;
	agent->random = 0x9e3779b97f4a7c15u * ((uint64_t)(uint32_t)seed + 1);
}

/* Xorshift: the same numbers from the same seed. */
static uint64_t
agent_random(struct agent *agent)
{
	agent->random ^= agent->random << 13;
	agent->random ^= agent->random >> 7;
	agent->random ^= agent->random << 17;
	return agent->random;
}

/* The socket to answer from. */
static int
agent_voice(struct agent *agent)
{
	struct sockaddr_storage from = agent->address;
	struct sockaddr_in *v4 = (struct sockaddr_in *)(void *)&from;

	if (agent->behaviour.port == OFF && agent->behaviour.address == OFF)
		return agent->fd;
	if (agent->other >= 0)
		return agent->other;
	if (agent->behaviour.port != OFF)
		v4->sin_port = 0; /* at the same place in both families */
	if (agent->behaviour.address != OFF && v4->sin_family == AF_INET)
		v4->sin_addr.s_addr = htonl(INADDR_BROADCAST & 0x7ffffffe);
	agent->other = socket_bound(&from, agent->len);
	return agent->other;
}

static void
datagram_send(const struct datagram *d)
{
	int fd = agent_voice(d->agent), times = d->agent->behaviour.twice != OFF ? 2 : 1;

	while (times-- > 0)
		if (sendto(fd, d->bytes, d->n, MSG_NOSIGNAL,
			(const struct sockaddr *)(const void *)&d->to, d->to_len) < 0)
			return; /* lost, as datagrams may be */
}

static void
post_swap(struct post *post, size_t a, size_t b)
{
	struct datagram *d = post->waiting[a];

	post->waiting[a] = post->waiting[b];
	post->waiting[b] = d;
}

void
post_add(struct post *post, struct datagram *d)
{
	size_t i = post->n, up;

	if (post->n == post->size) {
		size_t size = post->size == 0 ? 64 : 2 * post->size;
		struct datagram **more = reallocarray(post->waiting, size, sizeof(*more));

		if (more == NULL) {
			free(d);
			return;
		}
		post->waiting = more;
		post->size = size;
	}
	post->waiting[post->n++] = d;
	for (; i > 0 && post->waiting[i]->due < post->waiting[up = (i - 1) / 2]->due; i = up)
		post_swap(post, i, up);
}

static struct datagram *
post_take(struct post *post)
{
	struct datagram *first = post->waiting[0];
	size_t i = 0, child;

	post->waiting[0] = post->waiting[--post->n];
	while ((child = 2 * i + 1) < post->n) {
		if (child + 1 < post->n &&
		    post->waiting[child + 1]->due < post->waiting[child]->due)
			child++;
		if (post->waiting[i]->due <= post->waiting[child]->due)
			break;
		post_swap(post, i, child);
		i = child;
	}
	return first;
}

int
post_send(struct post *post, int64_t now)
{
	while (post->n > 0 && post->waiting[0]->due <= now) {
		struct datagram *d = post_take(post);

		datagram_send(d);
		free(d);
	}
	return post->n == 0 ? -1 : (int)(post->waiting[0]->due - now);
}

void
post_free(struct post *post)
{
	while (post->n > 0)
		free(post->waiting[--post->n]);
	free(post->waiting);
}

/* Now, later, or behind the next one. */
static void
datagram_deliver(struct datagram *d, struct post *post, int64_t now)
{
	struct agent *agent = d->agent;

	if (agent->behaviour.reorder != OFF && agent->held == NULL) {
		agent->held = d;
		return;
	}
	d->due = now + (agent->behaviour.delay == OFF ? 0 : agent->behaviour.delay);
	if (d->due > now) {
		post_add(post, d);
	} else {
		datagram_send(d);
		free(d);
	}
	if (agent->held != NULL) {
		d = agent->held;
		agent->held = NULL;
		datagram_send(d);
		free(d);
	}
}

/* What happens to bytes on their way; returns how many are left. */
static size_t
datagram_spoil(struct agent *agent, const struct behaviour *b, uint8_t *bytes, size_t n)
{
	size_t i, times;

	if (b->garbage != OFF)
		for (i = 0; i < n; i++)
			bytes[i] = (uint8_t)agent_random(agent);
	if (b->flip != OFF)
		for (times = 1 + agent_random(agent) % 8; times > 0; times--)
			bytes[agent_random(agent) % n] ^= (uint8_t)(1u << agent_random(agent) % 8);
	return b->cut != OFF && n > (size_t)b->cut ? (size_t)b->cut : n;
}

/* Ask for what the request before asked for; the first time, for what this one does. */
static bool
stale_swap(struct agent *agent, struct answer *a, uint8_t **before)
{
	size_t n = (size_t)(a->list.end - a->list.at), len = agent->stale_len;
	uint8_t *copy = malloc(n + 1);

	*before = agent->stale;
	if (copy == NULL)
		return false;
	memcpy(copy, a->list.at, n);
	agent->stale = copy;
	agent->stale_len = n;
	if (*before == NULL)
		return true;
	a->list = (struct ber_in){ *before, *before + len };
	return answer_names(a);
}

/* Does the agent take the request, and its answer not get lost? */
static bool
agent_willing(struct agent *agent, const struct answer *a)
{
	const struct behaviour *b = &agent->behaviour;
	size_t n = strlen(b->community);

	if (b->only != OFF && a->version != b->only - 1)
		return false;
	if ((size_t)(a->community.end - a->community.at) != n ||
	    memcmp(a->community.at, b->community, n) != 0)
		return false;
	agent->asked++;
	return b->silent == OFF && (b->dies == OFF || agent->asked <= (uint64_t)b->dies) &&
	       (b->loss <= 0 || agent->asked % (uint64_t)b->loss != 0);
}

/* Uptime in ms; a restart that is due happens now. */
static int64_t
agent_uptime(struct agent *agent, int64_t now)
{
	int64_t due = agent->read + (int64_t)agent->behaviour.restart * 1000;

	if (agent->behaviour.restart != OFF && !agent->restarted && now >= due) {
		agent->restarted = true;
		agent->restarts++;
		agent->started = due;
	}
	return now - agent->started;
}

/* Who asked whom for what. */
static void
request_log(const struct agent *agent, const struct answer *a, FILE *log)
{
	struct name name;
	size_t i;
	uint32_t n;

	fprintf(log, "%s v%s %s %" PRId64 " %" PRId64, agent->text, a->version == 0 ? "1" : "2c",
	    a->pdu == BER_GET       ? "get"
	    : a->pdu == BER_GETNEXT ? "getnext"
	    : a->pdu == BER_GETBULK ? "getbulk"
				    : "set",
	    a->field[0], a->field[1]);
	for (i = 0; i < a->names; i++) {
		if (!ber_name(a->name[i], &name))
			continue;
		for (n = 0; n < name.n; n++)
			fprintf(log, "%c%" PRIu32, n == 0 ? ' ' : '.', name.arc[n]);
	}
	fputc('\n', log);
}

/* The answer's bytes in the work space; 0: there is none. */
static size_t
agent_answer(struct agent *agent, struct answer *a, int64_t now)
{
	struct behaviour plain;
	struct subject subject = { agent->walk, &agent->behaviour, agent->number, agent->text,
		agent_uptime(agent, now), agent->restarts };
	uint8_t *before = NULL;
	size_t n = 0;

	if (agent->behaviour.every > 0 && agent->asked % (uint64_t)agent->behaviour.every != 0) {
		behaviour_init(&plain, "");
		subject.behaviour = &plain;
	}
	if (subject.behaviour->stale == OFF || stale_swap(agent, a, &before))
		n = answer_make(a, &subject);
	free(before);
	return n == 0 ? 0 : datagram_spoil(agent, subject.behaviour, a->buf, n);
}

void
agent_hear(struct agent *agent, struct answer *a, struct post *post, int64_t now,
    struct agent_stats *stats, FILE *log)
{
	uint8_t request[65536];
	struct sockaddr_storage from;
	socklen_t from_len = sizeof(from);
	struct datagram *d;
	ssize_t got;
	size_t n;

	got = recvfrom(
	    agent->fd, request, sizeof(request), 0, (struct sockaddr *)(void *)&from, &from_len);
	if (got <= 0 || !answer_parse(a, request, (size_t)got))
		return;
	stats->requests++;
	if (log != NULL)
		request_log(agent, a, log);
	if (!agent_willing(agent, a) || (n = agent_answer(agent, a, now)) == 0)
		return;
	stats->answers++;
	stats->first = stats->first < 0 ? now : stats->first;
	stats->last = now;
	stats->varbinds += a->varbinds;
	d = malloc(sizeof(*d) + n);
	if (d == NULL)
		return;
	*d = (struct datagram){ now, agent, from, from_len, n };
	memcpy(d->bytes, a->buf, n);
	datagram_deliver(d, post, now);
}
