#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const texts[] = {
#define X(name, text) text,
	ERR_LIST(X)
#undef X
};
_Static_assert(sizeof texts / sizeof *texts == ERR__COUNT, "a text for every error");

const char *err_text(enum err_code code)
{
	return code >= 0 && code < ERR__COUNT ? texts[code] : "unknown error";
}

enum err_code err_set(struct err *why, enum err_code code, const char *fmt, ...)
{
	if (why) {
		va_list ap;
		va_start(ap, fmt);
		vsnprintf(why->msg, sizeof why->msg, fmt, ap);
		va_end(ap);
		why->code = code;
		why->sys = 0;
	}
	return code;
}

static enum err_code code_of_errno(int errnum)
{
	switch (errnum) {
	case ENOENT:
	case ENOTDIR:
		return ERR_NOT_FOUND;
	case EACCES:
	case EPERM:
	case EROFS:
		return ERR_PERMISSION;
	case EEXIST:
		return ERR_EXISTS;
	case ENOSPC:
	case EDQUOT:
		return ERR_FULL;
	case EBUSY:
	case EAGAIN:
		return ERR_BUSY;
	case ETIMEDOUT:
		return ERR_TIMEOUT;
	default:
		return ERR_IO;
	}
}

enum err_code err_sys(struct err *why, int errnum, const char *fmt, ...)
{
	enum err_code code = code_of_errno(errnum);
	if (why) {
		char text[128];
		va_list ap;
		va_start(ap, fmt);
		int n = vsnprintf(why->msg, sizeof why->msg, fmt, ap);
		va_end(ap);
		size_t at = n < 0 ? 0 : (size_t)n;
		if (at < sizeof why->msg)
			snprintf(why->msg + at, sizeof why->msg - at, ": %s",
				strerror_r(errnum, text, sizeof text));
		why->code = code;
		why->sys = errnum;
	}
	return code;
}

enum err_code err_prefix(struct err *why, const char *fmt, ...)
{
	if (!why)
		return ERR_IO;
	char before[sizeof why->msg], old[sizeof why->msg];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(before, sizeof before, fmt, ap);
	va_end(ap);
	memcpy(old, why->msg, sizeof old);
	int n = snprintf(why->msg, sizeof why->msg, "%.*s: ", 120, before);
	if (n > 0 && (size_t)n < sizeof why->msg)
		snprintf(why->msg + n, sizeof why->msg - (size_t)n, "%.*s",
			(int)sizeof why->msg - n - 1, old);
	return why->code;
}
