/*
 * Memory. Running out of it aborts with a message: a player that cannot allocate a few
 * bytes cannot do anything sensible either. Sizes that come from a file or the database
 * are checked by their reader before they get here.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xreallocarray(void *p, size_t count, size_t size);
char *xstrdup(const char *s); /* NULL gives NULL */
char *xstrndup(const char *s, size_t n);
void *xmemdup(const void *p, size_t n);

/* Grows an array so that `need` items of `size` bytes fit: p = mem_grow(p, &cap, n + 1,
 * sizeof *p). Capacity at least doubles. */
void *mem_grow(void *p, size_t *cap, size_t need, size_t size);

/* An arena: many small allocations that end together (a scan batch, a page of rows). */
struct arena {
	struct arena_block *head; /* owned */
	size_t used, cap;         /* of the head block */
};
void *arena_alloc(struct arena *a, size_t size);    /* zeroed, aligned for any type */
char *arena_strdup(struct arena *a, const char *s); /* NULL gives NULL */
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void arena_reset(struct arena *a);  /* frees all but keeps one block */
void arena_finish(struct arena *a); /* accepts a zeroed arena */

#endif
