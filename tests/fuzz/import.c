/* Libraries of other players, and the answer of the process that reads them. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "library/import_data.h"
#include "targets.h"

static void check_data(const struct import_data *d)
{
	for (size_t i = 0; i < d->n_tracks; i++) {
		const struct import_track *t = &d->track[i];
		assert(t->path && t->rating >= 0 && t->rating <= 5);
		assert(t->like >= -2 && t->like <= 1);
	}
	for (size_t i = 0; i < d->n_lists; i++) {
		const struct import_list *l = &d->list[i];
		assert(l->name && l->parent >= -1 && l->parent < (int32_t)i);
		assert(l->parent < 0 || d->list[l->parent].folder);
		for (size_t k = 0; k < l->n; k++)
			assert(l->track[k] >= 0 && (size_t)l->track[k] < d->n_tracks);
	}
	for (size_t i = 0; i < d->n_troubles; i++)
		assert(d->trouble[i].what && d->trouble[i].why &&
			utf8_valid(d->trouble[i].what, strlen(d->trouble[i].what)));
}

/* Whatever a process sends: it is refused, or holds together. */
static void get(const void *data, size_t n, struct import_data *ret, bool must)
{
	struct bytes_reader r;
	bytes_reader_init(&r, data, n);
	bool whole = import_data_get(&r, ret);
	assert(whole || !must);
	/* What is refused is only thrown away. */
	if (whole)
		check_data(ret);
}

void fuzz_import(const uint8_t *data, size_t n)
{
	struct import_data d = {0}, again;
	struct str wire = {0};
	struct err why = {0};
	if (n > 0 && data[0] == 0) {
		get(data + 1, n - 1, &d, false);
		import_data_finish(&d);
		return;
	}
	char *copy = xmemdup(data, n); /* of its very size: reading beyond it is seen */
	struct import_text t = {copy, n, "cache", "/music"};
	enum err_code code = import_read(&d, import_sniff(copy, n), &t, &why);
	assert(code == ERR_OK || (why.code == code && strlen(why.msg) > 5));
	check_data(&d);
	import_data_share_names(&d);
	import_data_put(&wire, &d);
	get(str_text(&wire), wire.len, &again, true);
	assert(again.n_tracks == d.n_tracks && again.n_lists == d.n_lists);
	assert(again.n_troubles == d.n_troubles);
	import_data_finish(&again);
	import_data_finish(&d);
	str_finish(&wire);
	free(copy);
}
