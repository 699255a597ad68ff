#include "failures.h"

#include <stdlib.h>

static size_t kept(const struct failures *f)
{
	return f->n < FAILURES_KEPT ? f->n : FAILURES_KEPT;
}

bool failures_note(struct failures *f, int64_t key, bool heard)
{
	for (size_t i = 0; i < kept(f); i++) {
		if (f->row[i].key != key)
			continue;
		f->row[i].heard = f->row[i].heard && heard;
		return false;
	}
	size_t at = f->n++ % FAILURES_KEPT;
	f->row[at].key = key;
	f->row[at].heard = heard;
	return true;
}

static bool is_hopeless(const struct failures *f, int64_t key)
{
	for (size_t i = 0; i < kept(f); i++)
		if (f->row[i].key == key)
			return !f->row[i].heard;
	return false;
}

size_t failures_filter(const struct failures *f, struct player_entry *entry, size_t n)
{
	size_t stay = 0;
	for (size_t i = 0; i < n; i++) {
		if (is_hopeless(f, entry[i].key))
			free(entry[i].path);
		else
			entry[stay++] = entry[i];
	}
	return stay;
}
