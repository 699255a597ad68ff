/*
 * libvorbisfile as a struct of functions, loaded with the first Vorbis file. Private to
 * codec/.
 */
#ifndef CODEC_VORBIS_API_H
#define CODEC_VORBIS_API_H

/* Its header's sets of callbacks would be unused variables. */
#define OV_EXCLUDE_STATIC_CALLBACKS
#include <vorbis/vorbisfile.h>

#include "base/err.h"

#define VORBIS_CALLS(X)                                                                \
	X(open_callbacks)                                                              \
	X(clear)                                                                       \
	X(info)                                                                        \
	X(read_float)                                                                  \
	X(pcm_total)                                                                   \
	X(pcm_seek)

/* Its functions without their "ov_". */
struct vorbis_api {
#define X(name) __typeof__(ov_##name) *name;
	VORBIS_CALLS(X)
#undef X
};

/* ERR_UNSUPPORTED with what to install. `ret` may be NULL: only loads it, so that a
 * confined process has it. */
enum err_code vorbis_api_load(struct vorbis_api *ret, struct err *why);
/* libvorbis' own words, or "" where it cannot be had. */
const char *vorbis_api_version(void);

#endif
