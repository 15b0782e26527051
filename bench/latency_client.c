/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * latency_client PORT OID MILLISECONDS COMMAND...: runs the command and, until
 * it has ended and that long after, sends GETs of the OID one after the other
 * to 127.0.0.1.  Prints the number of answers and the 50th, 99th and 99.9th
 * percentile of the time to an answer, in microseconds.
 */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SAMPLES_MAX = 1 << 22, ID_AT = 17, ANSWER_SECONDS = 5 };

static double
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static size_t
encode_oid(const char *text, unsigned char *out)
{
	unsigned long part[64];
	size_t n = 0, len = 0;

	while (*text != '\0' && n < 64) {
		char *end;

		text += *text == '.';
		part[n++] = strtoul(text, &end, 10);
		text = end;
	}
	if (n < 2)
		exit(2);
	out[len++] = (unsigned char)(part[0] * 40 + part[1]);
	for (size_t i = 2; i < n; i++)
		for (int shift = 28; shift >= 0; shift -= 7)
			if (part[i] >> shift != 0 || shift == 0)
				out[len++] = (part[i] >> shift & 0x7f) | (shift > 0 ? 0x80 : 0);
	return len;
}

/* SNMPv2c, community public, a request-id of four octets at ID_AT, one varbind. */
static size_t
encode_get(const char *text, unsigned char *out)
{
	unsigned char name[128];
	size_t n = encode_oid(text, name), at = 0;
	unsigned char head[] = { 0x30, (unsigned char)(33 + n), 2, 1, 1, 4, 6, 'p', 'u', 'b', 'l',
		'i', 'c', 0xa0, (unsigned char)(20 + n), 2, 4, 0, 0, 0, 0, 2, 1, 0, 2, 1, 0, 0x30,
		(unsigned char)(6 + n), 0x30, (unsigned char)(4 + n), 6, (unsigned char)n };

	if (n > 90)
		exit(2);
	memcpy(out, head, sizeof head);
	at = sizeof head;
	memcpy(out + at, name, n);
	at += n;
	out[at++] = 5;
	out[at++] = 0;
	return at;
}

static int
connect_to(int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct timeval patience = { ANSWER_SECONDS, 0 };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0) {
		perror("latency_client");
		exit(2);
	}
	return fd;
}

static double
one_get(int fd, unsigned char *get, size_t len, uint32_t id)
{
	unsigned char answer[2048];
	double start = now_us();

	id = htonl(id & 0x7fffffff);
	memcpy(get + ID_AT, &id, sizeof id);
	if (send(fd, get, len, 0) != (ssize_t)len ||
	    recv(fd, answer, sizeof answer, 0) < (ssize_t)len) {
		fprintf(stderr, "latency_client: no answer\n");
		exit(1);
	}
	return now_us() - start;
}

static int
ascending(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

static pid_t
run(char **argv)
{
	pid_t pid = fork();

	if (pid == 0) {
		execvp(argv[0], argv);
		_exit(127);
	}
	return pid;
}

int
main(int argc, char **argv)
{
	static float us[SAMPLES_MAX];
	unsigned char get[256];
	size_t len, n = 0;
	double end = 0;
	int fd, how = 0;
	pid_t pid;

	if (argc < 5)
		return 2;
	fd = connect_to((int)strtol(argv[1], NULL, 10));
	len = encode_get(argv[2], get);
	pid = run(argv + 4);
	while (n < SAMPLES_MAX && (end == 0 || now_us() < end)) {
		us[n] = (float)one_get(fd, get, len, (uint32_t)n + 1);
		if (n++ % 16 == 0 && end == 0 && waitpid(pid, &how, WNOHANG) != 0)
			end = now_us() + strtod(argv[3], NULL) * 1e3;
	}
	if (how != 0) {
		fprintf(stderr, "latency_client: %s failed\n", argv[4]);
		return 1;
	}
	qsort(us, n, sizeof *us, ascending);
	printf("%zu %.1f %.1f %.1f\n", n, us[n / 2], us[n * 99 / 100], us[n * 999 / 1000]);
	return 0;
}
