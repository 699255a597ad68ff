#include "vorbis_api.h"

#include <stddef.h>

#include "base/shared_library.h"

static const char SONAME[] = "libvorbisfile.so.3";

static const struct shared_symbol symbols[] = {
#define X(name) {"ov_" #name, offsetof(struct vorbis_api, name)},
	VORBIS_CALLS(X)
#undef X
};

enum err_code vorbis_api_load(struct vorbis_api *ret, struct err *why)
{
	struct vorbis_api all;
	if (shared_library_load(SONAME, symbols, sizeof symbols / sizeof *symbols,
		    ret ? ret : &all))
		return ERR_OK;
	return err_set(why, ERR_UNSUPPORTED,
		"libvorbisfile is missing: install libvorbisfile3 (Debian, Ubuntu) or "
		"libvorbis (others)");
}

const char *vorbis_api_version(void)
{
	static const struct shared_symbol symbol = {"vorbis_version_string", 0};
	__typeof__(vorbis_version_string) *version;
	/* libvorbis is what libvorbisfile needs itself. */
	return shared_library_load(SONAME, &symbol, 1, (void *)&version) ? version()
									 : "";
}
