/*
 * The log: lines with time and level, to a file (or nowhere until log_open).
 * Thread-safe.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/err.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

/* Appends to `path` (mode 0600), turned over to PATH.1 at 1 MB. */
enum err_code log_open(const char *path, enum log_level level, struct err *why);
int log_fd(void); /* -1 while closed */
void log_write(enum log_level level, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
