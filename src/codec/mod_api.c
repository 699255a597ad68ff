#include "mod_api.h"

#include <stddef.h>

#include "base/shared_library.h"

#ifdef HAVE_LIBOPENMPT

static const char SONAME[] = "libopenmpt.so.0";

static const struct shared_symbol symbols[] = {
	{"openmpt_module_create_from_memory2", offsetof(struct mod_api, create)},
	{"openmpt_module_destroy", offsetof(struct mod_api, destroy)},
	{"openmpt_module_get_duration_seconds", offsetof(struct mod_api, duration)},
	{"openmpt_module_read_interleaved_float_stereo",
		offsetof(struct mod_api, read)},
	{"openmpt_module_ctl_set_text", offsetof(struct mod_api, ctl_set)},
	{"openmpt_module_set_render_param", offsetof(struct mod_api, set_param)},
	{"openmpt_module_set_repeat_count", offsetof(struct mod_api, set_repeat)},
	{"openmpt_log_func_silent", offsetof(struct mod_api, silent)},
	{"openmpt_error_func_ignore", offsetof(struct mod_api, ignore)},
};

enum err_code mod_api_load(struct mod_api *ret, struct err *why)
{
	if (!shared_library_load(
		    SONAME, symbols, sizeof symbols / sizeof *symbols, ret))
		return err_set(why, ERR_UNSUPPORTED,
			"%s is missing: install libopenmpt0 (Debian, Ubuntu) or "
			"libopenmpt (others)",
			SONAME);
	return ERR_OK;
}

enum err_code mod_api_there(struct err *why)
{
	struct mod_api api;
	return mod_api_load(&api, why);
}

const char *mod_api_version(void)
{
	return OPENMPT_API_VERSION_STRING;
}

#else

enum err_code mod_api_there(struct err *why)
{
	return err_set(why, ERR_UNSUPPORTED,
		"this linnet was built without libopenmpt: install libopenmpt-dev (or "
		"-devel) and build again");
}

const char *mod_api_version(void)
{
	return "";
}

#endif
