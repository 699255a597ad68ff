#include "library/mounts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool mounts_lie_in(const char *path, const char *folder)
{
	size_t n = strlen(folder);
	return strcmp(folder, "/") == 0 ||
	       (strncmp(path, folder, n) == 0 && (path[n] == '/' || path[n] == '\0'));
}

/* "\040" and its like stand for bytes. */
static char *unescape(const char *s, size_t n)
{
	char *out = xmalloc(n + 1), *p = out;
	for (size_t i = 0; i < n; i++) {
		bool octal =
			s[i] == '\\' && i + 3 < n && s[i + 1] >= '0' && s[i + 1] <= '3';
		if (octal) {
			*p++ = (char)((s[i + 1] - '0') * 64 + (s[i + 2] - '0') * 8 +
				      (s[i + 3] - '0'));
			i += 3;
		} else {
			*p++ = s[i];
		}
	}
	*p = '\0';
	return out;
}

char *mounts_point(const char *line)
{
	/* "id parent major:minor root MOUNTPOINT options …" */
	const char *p = line;
	for (int field = 0; field < 4; field++) {
		p = strchr(p, ' ');
		if (!p)
			return NULL;
		p++;
	}
	return unescape(p, strcspn(p, " \n"));
}

const char **mounts_below(const char *folder, struct arena *a, size_t *ret_n)
{
	FILE *f = fopen("/proc/self/mountinfo", "re");
	const char **list = NULL;
	char *line = NULL;
	size_t size = 0, n = 0, cap = 0;
	size_t skip = strcmp(folder, "/") == 0 ? 1 : strlen(folder) + 1;
	while (f && getline(&line, &size, f) > 0) {
		char *point = mounts_point(line);
		if (point && mounts_lie_in(point, folder) && strlen(point) > skip) {
			list = mem_grow(list, &cap, n + 1, sizeof *list);
			list[n++] = arena_strdup(a, point + skip);
		}
		free(point);
	}
	free(line);
	if (f)
		fclose(f);
	const char **ret = arena_alloc(a, (n + 1) * sizeof *ret);
	for (size_t i = 0; i < n; i++)
		ret[i] = list[i];
	free(list);
	*ret_n = n;
	return ret;
}
