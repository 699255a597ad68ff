/*
 * Libraries that are loaded when they are first needed, so that a start does not pay for
 * them. Each names the functions that it uses in a const table, and gets them into a
 * struct of pointers under the types of the library's own headers. What was loaded stays
 * until the process ends.
 */
#ifndef BASE_SHARED_LIBRARY_H
#define BASE_SHARED_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

struct shared_symbol {
	const char *name;
	size_t at; /* offset of its pointer in the struct that is filled */
};

/* The library of that soname; NULL: it is not installed, or was not loaded before the
 * process was confined. */
void *shared_library_open(const char *soname);
/* Fills `ret` with all n of them; those of what the library needs itself are found, too.
 * False: one is missing; then some are filled. */
bool shared_library_find(
	void *library, const struct shared_symbol *symbol, size_t n, void *ret);
/* Both. */
bool shared_library_load(
	const char *soname, const struct shared_symbol *symbol, size_t n, void *ret);

#endif
