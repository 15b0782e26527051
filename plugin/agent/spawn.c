/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "channel.h"
#include "spawn.h"

enum { NICE = 10, FILES = 65536, NOT_EXECUTED = 127, NOT_PREPARED = 126 };

/* All that the child needs, made before the fork: after it only system calls are safe. */
struct plan {
	const char *argv[7];
	struct rlimit data, files;
	bool drop;
	uid_t uid;
	gid_t gid;
	pid_t parent;
	int channel, null;
	long fd_max;
};

static void
plan_command(struct plan *p, const struct settings *s)
{
	size_t n = 0;

	p->argv[n++] = s->command;
	if (s->config[0] != '\0') {
		p->argv[n++] = "-c";
		p->argv[n++] = s->config;
	}
	p->argv[n++] = "-s";
	p->argv[n++] = s->statedir;
	p->argv[n++] = "worker";
	p->argv[n] = NULL;
}

static void
plan_limits(struct plan *p, const struct settings *s)
{
	rlim_t bytes = (rlim_t)s->memory << 20;

	getrlimit(RLIMIT_DATA, &p->data);
	if (bytes != 0 && p->data.rlim_max > bytes) /* infinity is the largest of all */
		p->data.rlim_max = bytes;
	p->data.rlim_cur = p->data.rlim_max;
	getrlimit(RLIMIT_NOFILE, &p->files);
	p->fd_max = (long)p->files.rlim_cur;
	p->files.rlim_cur = p->files.rlim_max < FILES ? p->files.rlim_max : FILES;
}

/* Root's worker becomes the owner of the state folder. */
static bool
plan_user(struct plan *p, const struct settings *s, struct error *warning, struct error *e)
{
	struct stat st;

	p->drop = false;
	if (geteuid() != 0)
		return true;
	if (stat(s->statedir, &st) != 0)
		return error_set(e, "%s: %s", s->statedir, strerror(errno));
	p->uid = st.st_uid;
	p->gid = st.st_gid;
	p->drop = st.st_uid != 0;
	if (!p->drop)
		error_set(warning,
		    "the worker runs as root: give snmpd a user (-u), or %s another owner",
		    s->statedir);
	return true;
}

/* A sanitizer's or profiler's handlers are gone with exec; what is ignored or blocked is not. */
static void
reset_signals(void)
{
	sigset_t none;

	for (int n = 1; n < NSIG; n++)
		signal(n, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void
close_from(int first, long fd_max)
{
	if (close_range((unsigned)first, ~0u, 0) == 0)
		return;
	for (int fd = first; fd < fd_max; fd++) /* a kernel before 5.9 */
		close(fd);
}

/* Standard input is empty; output and error are ours, or go nowhere if we have none. */
static bool
arrange_descriptors(const struct plan *p)
{
	int channel = fcntl(p->channel, F_DUPFD, CHANNEL_FD + 1);
	int null = fcntl(p->null, F_DUPFD, CHANNEL_FD + 1);

	if (channel < 0 || null < 0 || dup2(null, STDIN_FILENO) < 0)
		return false;
	for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && dup2(null, fd) < 0)
			return false;
	if (dup2(channel, CHANNEL_FD) < 0)
		return false;
	close_from(CHANNEL_FD + 1, p->fd_max);
	return true;
}

static bool
become_user(const struct plan *p)
{
	return !p->drop || (setgroups(1, &p->gid) == 0 && setresgid(p->gid, p->gid, p->gid) == 0 &&
			       setresuid(p->uid, p->uid, p->uid) == 0);
}

/* No formatting here: it is not safe after a fork. */
static _Noreturn void
give_up(const struct plan *p, const char *what)
{
	char word[] = CHANNEL_ERROR " ", between[] = ": ";
	struct iovec text[] = { { word, sizeof word - 1 }, { (char *)what, strlen(what) },
		{ between, sizeof between - 1 }, { (char *)p->argv[0], strlen(p->argv[0]) } };

	(void)!writev(CHANNEL_FD, text, 4);
	_exit(NOT_EXECUTED);
}

/* The death signal comes last but exec: a change of user clears it. */
static _Noreturn void
child(const struct plan *p)
{
	static const struct rlimit no_core = { 0, 0 };

	reset_signals();
	if (!arrange_descriptors(p))
		_exit(NOT_PREPARED);
	setrlimit(RLIMIT_CORE, &no_core);
	setrlimit(RLIMIT_DATA, &p->data);
	setrlimit(RLIMIT_NOFILE, &p->files);
	setpriority(PRIO_PROCESS, 0, NICE);
	if (!become_user(p))
		give_up(p, "cannot become the owner of the state folder");
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != p->parent)
		_exit(NOT_PREPARED);
	execv(p->argv[0], (char *const *)p->argv);
	give_up(p, errno == ENOENT ? "no such command" : "cannot execute");
}

static bool
start(struct plan *p, struct child *c, struct error *e)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return error_set(e, "socketpair: %s", strerror(errno));
	p->channel = pair[1];
	p->parent = getpid();
	c->fd = pair[0];
	fcntl(c->fd, F_SETFL, O_NONBLOCK);
	if ((c->pid = fork()) == 0)
		child(p);
	close(pair[1]);
	if (c->pid > 0)
		return true;
	close(c->fd);
	return error_set(e, "fork: %s", strerror(errno));
}

bool
spawn_worker(const struct settings *s, struct child *c, struct error *warning, struct error *e)
{
	struct plan p = { { NULL } };
	bool ok;

	warning->text[0] = '\0';
	plan_command(&p, s);
	plan_limits(&p, s);
	if (!plan_user(&p, s, warning, e))
		return false;
	if ((p.null = open("/dev/null", O_RDWR | O_CLOEXEC)) < 0)
		return error_set(e, "/dev/null: %s", strerror(errno));
	ok = start(&p, c, e);
	close(p.null);
	return ok;
}
