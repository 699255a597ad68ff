#include "sndfile_api.h"

#include <stddef.h>

#include "base/shared_library.h"

static const struct shared_symbol symbols[] = {
#define X(name) {"sf_" #name, offsetof(struct sndfile_api, name)},
	SNDFILE_CALLS(X)
#undef X
};

enum err_code sndfile_api_load(struct sndfile_api *ret, struct err *why)
{
	struct sndfile_api all;
	if (shared_library_load("libsndfile.so.1", symbols,
		    sizeof symbols / sizeof *symbols, ret ? ret : &all))
		return ERR_OK;
	return err_set(why, ERR_UNSUPPORTED,
		"libsndfile is missing: install libsndfile1 (Debian, Ubuntu) or "
		"libsndfile (others)");
}

const char *sndfile_api_version(void)
{
	struct sndfile_api api;
	return sndfile_api_load(&api, NULL) == ERR_OK ? api.version_string() : "";
}
