/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"

enum { SECRET_MAX = 1024 };

/* What is open is what is checked: a file that is swapped afterwards gains nothing. */
static bool
protected_file(int fd, const char *file, struct error *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return error_set(err, "%s: %s", file, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return error_set(err, "%s: not a regular file", file);
	if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return error_set(err, "%s: others than its owner have access (mode %04o); use 0600",
		    file, (unsigned)(st.st_mode & 07777));
	return true;
}

static bool
read_line(int fd, const char *file, char *line, struct error *err)
{
	ssize_t n = read(fd, line, SECRET_MAX + 1);

	if (n < 0)
		return error_set(err, "%s: %s", file, strerror(errno));
	if (n > SECRET_MAX)
		return error_set(err, "%s: longer than %d bytes", file, SECRET_MAX);
	line[n] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
	if (line[0] == '\0')
		return error_set(err, "%s: its first line is empty", file);
	return true;
}

static char *
read_file(const char *file, struct error *err)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char line[SECRET_MAX + 2], *text = NULL;

	if (fd < 0) {
		error_set(err, "%s: %s", file, strerror(errno));
		return NULL;
	}
	if (protected_file(fd, file, err) && read_line(fd, file, line, err) &&
	    (text = strdup(line)) == NULL)
		error_set(err, "out of memory");
	explicit_bzero(line, sizeof line);
	close(fd);
	return text;
}

bool
config_secret_read(const struct config_secret *secret, char **text, struct error *err)
{
	*text = NULL;
	if (secret->file != NULL)
		*text = read_file(secret->file, err);
	else if (secret->text != NULL && (*text = strdup(secret->text)) == NULL)
		error_set(err, "out of memory");
	return *text != NULL || (secret->file == NULL && secret->text == NULL);
}

void
config_secret_free(char *text)
{
	if (text == NULL)
		return;
	explicit_bzero(text, strlen(text));
	free(text);
}
