/*
 * Errors: a code for programs, a sentence for people.
 *
 * A function that can fail returns an enum err_code (0 = ERR_OK) and takes a last
 * parameter `struct err *why`, which may be NULL. The lowest layer writes the fact,
 * each boundary may put context before it with err_prefix(), and it is shown once, at
 * the top.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define ERR_LIST(X)                                                                    \
	X(ERR_OK, "ok")                                                                \
	X(ERR_USAGE, "wrong usage")                                                    \
	X(ERR_IO, "input/output error")                                                \
	X(ERR_NOT_FOUND, "not found")                                                  \
	X(ERR_PERMISSION, "permission denied")                                         \
	X(ERR_FORMAT, "malformed")                                                     \
	X(ERR_UNSUPPORTED, "unsupported")                                              \
	X(ERR_EXISTS, "exists already")                                                \
	X(ERR_BUSY, "busy")                                                            \
	X(ERR_FULL, "full")                                                            \
	X(ERR_RANGE, "out of range")                                                   \
	X(ERR_CANCELLED, "cancelled")                                                  \
	X(ERR_DEVICE, "no sound device")                                               \
	X(ERR_DATABASE, "database error")                                              \
	X(ERR_NEWER, "made by a newer version")                                        \
	X(ERR_CORRUPT, "corrupt")                                                      \
	X(ERR_WORKER, "worker process failed")                                         \
	X(ERR_TIMEOUT, "timed out")

enum err_code {
#define X(name, text) name,
	ERR_LIST(X)
#undef X
		ERR__COUNT
};

struct err {
	enum err_code code;
	int sys; /* errno or a library's own code; 0 where there is none */
	char msg[256];
};

/* Fills `why` (if not NULL) and returns `code`. */
enum err_code err_set(struct err *why, enum err_code code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* The same from an errno value: the code follows from it, its text is appended. */
enum err_code err_sys(struct err *why, int errnum, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Puts "context: " before the message; returns why->code (or ERR_IO for NULL). */
enum err_code err_prefix(struct err *why, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* A few words for a code, never NULL. */
const char *err_text(enum err_code code);

#endif
