#include "portaudio_lib.h"

#include <stddef.h>

#include "base/shared_library.h"

static const struct shared_symbol symbols[] = {
#define X(name) {"Pa_" #name, offsetof(struct portaudio_lib, name)},
	PORTAUDIO_CALLS(X)
#undef X
};

enum err_code portaudio_lib_load(struct portaudio_lib *ret, struct err *why)
{
	if (shared_library_load("libportaudio.so.2", symbols,
		    sizeof symbols / sizeof *symbols, ret))
		return ERR_OK;
	return err_set(why, ERR_UNSUPPORTED,
		"PortAudio is not installed: install libportaudio2 (Debian, Ubuntu) or "
		"portaudio (others)");
}
