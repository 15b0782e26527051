/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <grp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "privilege.h"

bool
privilege_drop(const char *statedir, struct error *err)
{
	struct stat st;

	if (geteuid() != 0 || stat(statedir, &st) != 0 || st.st_uid == 0)
		return true;
	if (setgroups(1, &st.st_gid) != 0 || setgid(st.st_gid) != 0 || setuid(st.st_uid) != 0)
		return error_set(err, "%s: cannot become its owner: %s", statedir, strerror(errno));
	return setuid(0) != 0 || error_set(err, "%s: cannot give up root", statedir);
}
