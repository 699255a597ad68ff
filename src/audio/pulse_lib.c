#ifdef HAVE_LIBPULSE

#include "pulse_lib.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

static const struct {
	const char *name;
	size_t offset;
} symbols[] = {
#define X(name) {"pa_" #name, offsetof(struct pulse_lib, name)},
	PULSE_CALLS(X)
#undef X
};

enum err_code pulse_lib_load(struct pulse_lib *ret, struct err *why)
{
	struct pulse_lib lib;
	void *handle = dlopen("libpulse.so.0", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	if (!handle)
		return err_set(why, ERR_UNSUPPORTED,
			"libpulse is not installed (Debian: libpulse0)");
	for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
		void *at = dlsym(handle, symbols[i].name);
		if (!at) {
			dlclose(handle);
			return err_set(why, ERR_UNSUPPORTED, "libpulse has no %s",
				symbols[i].name);
		}
		/* POSIX lets a data pointer carry a function's address. */
		memcpy((char *)&lib + symbols[i].offset, &at, sizeof at);
	}
	dlclose(handle);
	*ret = lib;
	return ERR_OK;
}

#else
typedef int pulse_lib_is_left_out; /* an empty file is no C */
#endif
