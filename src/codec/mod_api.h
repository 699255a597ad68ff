/*
 * libopenmpt as a struct of functions, loaded when a module is first opened. Private to
 * codec/; as av_api.h.
 */
#ifndef CODEC_MOD_API_H
#define CODEC_MOD_API_H

#include "base/err.h"

#ifdef HAVE_LIBOPENMPT

#include <libopenmpt/libopenmpt.h>

struct mod_api {
	__typeof__(openmpt_module_create_from_memory2) *create;
	__typeof__(openmpt_module_destroy) *destroy;
	__typeof__(openmpt_module_get_duration_seconds) *duration;
	__typeof__(openmpt_module_read_interleaved_float_stereo) *read;
	__typeof__(openmpt_module_ctl_set_text) *ctl_set;
	__typeof__(openmpt_module_set_render_param) *set_param;
	__typeof__(openmpt_module_set_repeat_count) *set_repeat;
	__typeof__(openmpt_log_func_silent) *silent;
	__typeof__(openmpt_error_func_ignore) *ignore;
};

enum err_code mod_api_load(struct mod_api *ret, struct err *why);

#endif

enum err_code mod_api_there(struct err *why);
const char *mod_api_version(void);

#endif
