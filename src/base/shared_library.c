#include "base/shared_library.h"

#include <dlfcn.h>
#include <link.h>
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

void *shared_library_open(const char *soname)
{
	struct search s = {.soname = soname};
	if (is_confined()) {
		dl_iterate_phdr(look, &s);
		if (!s.found)
			return NULL;
	}
	return dlopen(soname, RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
}

bool shared_library_find(
	void *library, const struct shared_symbol *symbol, size_t n, void *ret)
{
	for (size_t i = 0; i < n; i++) {
		void *f = dlsym(library, symbol[i].name);
		if (!f)
			return false;
		/* POSIX lets a data pointer carry a function's address, ISO C does not.
		 */
		memcpy((char *)ret + symbol[i].at, &f, sizeof f);
	}
	return true;
}

bool shared_library_load(
	const char *soname, const struct shared_symbol *symbol, size_t n, void *ret)
{
	void *library = shared_library_open(soname);
	return library && shared_library_find(library, symbol, n, ret);
}
