/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include "output.h"
#include "progress.h"

#define REDRAW_MS 100

static int64_t
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void
progress_begin(struct progress_line *line)
{
	*line = (struct progress_line){ .columns = output_terminal(stderr) };
}

void
progress_draw(struct progress_line *line, const char *fmt, ...)
{
	int64_t now = now_ms();
	char text[200];
	va_list ap;

	if (line->columns < 2 || now - line->drawn < REDRAW_MS)
		return;
	line->drawn = now;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\r%-.*s\033[K", (int)line->columns - 1, text);
	fflush(stderr);
}

void
progress_end(struct progress_line *line)
{
	if (line->drawn != 0)
		fputs("\r\033[K", stderr);
	line->drawn = 0;
}
