#include "library.h"

#include <dlfcn.h>
#include <link.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>

struct search {
	const char *soname;
	bool found;
};

static int look(struct dl_phdr_info *info, size_t size, void *ctx)
{
	struct search *s = ctx;
	const char *slash = strrchr(info->dlpi_name, '/');
	(void)size;
	s->found |= strcmp(slash ? slash + 1 : info->dlpi_name, s->soname) == 0;
	return s->found;
}

/* Our own filter (worker/confine.c) refuses prctl; to look for a file would be the end of
 * the process then. */
static bool is_confined(void)
{
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) < 0;
}

void *library_load(const char *soname)
{
	struct search s = {.soname = soname};
	if (is_confined()) {
		dl_iterate_phdr(look, &s);
		if (!s.found)
			return NULL;
	}
	return dlopen(soname, RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
}
