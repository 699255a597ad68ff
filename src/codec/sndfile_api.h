/*
 * libsndfile as a struct of functions: it is loaded with the first file that needs it, and
 * brings FLAC, Opus, LAME and others with it that no start should pay for. Private to
 * codec/.
 */
#ifndef CODEC_SNDFILE_API_H
#define CODEC_SNDFILE_API_H

#include <sndfile.h>

#include "base/err.h"

#define SNDFILE_CALLS(X)                                                               \
	X(open_fd)                                                                     \
	X(close)                                                                       \
	X(error)                                                                       \
	X(strerror)                                                                    \
	X(readf_float)                                                                 \
	X(writef_float)                                                                \
	X(write_sync)                                                                  \
	X(seek)                                                                        \
	X(command)                                                                     \
	X(format_check)                                                                \
	X(version_string)

/* Its functions without their "sf_". */
struct sndfile_api {
#define X(name) __typeof__(sf_##name) *name;
	SNDFILE_CALLS(X)
#undef X
};

/* ERR_UNSUPPORTED with what to install. `ret` may be NULL: only loads it, so that a
 * confined process has it. */
enum err_code sndfile_api_load(struct sndfile_api *ret, struct err *why);
/* "libsndfile-1.2.0", or "" where it cannot be had. */
const char *sndfile_api_version(void);

#endif
