#ifdef HAVE_LIBPULSE

#include "pulse_lib.h"

#include <stddef.h>

#include "base/shared_library.h"

static const struct shared_symbol symbols[] = {
#define X(name) {"pa_" #name, offsetof(struct pulse_lib, name)},
	PULSE_CALLS(X)
#undef X
};

enum err_code pulse_lib_load(struct pulse_lib *ret, struct err *why)
{
	void *library = shared_library_open("libpulse.so.0");
	if (!library)
		return err_set(why, ERR_UNSUPPORTED,
			"libpulse is not installed (Debian: libpulse0)");
	if (!shared_library_find(
		    library, symbols, sizeof symbols / sizeof *symbols, ret))
		return err_set(why, ERR_UNSUPPORTED,
			"libpulse is too old: install a newer one (Debian: libpulse0)");
	return ERR_OK;
}

#else
typedef int pulse_lib_is_left_out; /* an empty file is no C */
#endif
