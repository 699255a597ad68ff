#include "interactions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/tsv.h"

struct pairs {
	int32_t *user, *item; /* owned; (n) */
	size_t n, cap_user, cap_item;
};

struct reading {
	struct intern *users, *items;
	bool known_only;
	struct pairs pairs;
};

static void add_pair(struct reading *r, const char *user, const char *item)
{
	struct pairs *p = &r->pairs;
	int32_t u = intern_add(r->users, user, strlen(user));
	int32_t i = r->known_only ? intern_find(r->items, item, strlen(item))
				  : intern_add(r->items, item, strlen(item));
	if (i < 0)
		return;
	p->user = mem_grow(p->user, &p->cap_user, p->n + 1, sizeof *p->user);
	p->item = mem_grow(p->item, &p->cap_item, p->n + 1, sizeof *p->item);
	p->user[p->n] = u;
	p->item[p->n++] = i;
}

/* "user<TAB>item …", "user<TAB>start<TAB>item …" or "item …". */
static enum err_code list_row(struct reading *r, const struct tsv *t, struct err *why)
{
	char number[24];
	const char *user = t->field[0];
	char *items = t->field[t->n - 1];
	if (t->n > 3)
		return tsv_fail(t, why, "a list has at most two tabs a line");
	if (t->n == 1) {
		snprintf(number, sizeof number, "%lld", t->line);
		user = number;
	}
	for (char *word; (word = tsv_word(&items));)
		add_pair(r, user, word);
	return ERR_OK;
}

static enum err_code read_rows(struct reading *r, struct tsv *t, struct err *why)
{
	bool more;
	enum err_code code = tsv_next(t, &more, why);
	if (code != ERR_OK)
		return code;
	if (!more)
		return tsv_fail(t, why, "is empty");
	int user = tsv_column(t, "user"), item = tsv_column(t, "item");
	bool table = user >= 0 && item >= 0;
	size_t need = (size_t)(user > item ? user : item) + 1;
	if (!table && !tsv_is_comment(t))
		code = list_row(r, t, why);
	while (code == ERR_OK && (code = tsv_next(t, &more, why)) == ERR_OK && more) {
		if (tsv_is_comment(t))
			continue;
		if (!table) {
			code = list_row(r, t, why);
		} else if ((code = tsv_need(t, need, why)) == ERR_OK) {
			add_pair(r, t->field[user], t->field[item]);
		}
	}
	return code;
}

static int by_number(const void *pa, const void *pb)
{
	int32_t a = *(const int32_t *)pa, b = *(const int32_t *)pb;
	return (a > b) - (a < b);
}

/* Rows by a counting sort; each row sorted, what stands twice once. */
static struct sparse to_sparse(const struct pairs *p, size_t users, size_t items)
{
	struct sparse m = {.rows = users, .cols = items};
	size_t *at = xcalloc(users + 2, sizeof *at), n = 0;
	int32_t *col = xmalloc((p->n + 1) * sizeof *col);
	m.first = xcalloc(users + 1, sizeof *m.first);
	for (size_t e = 0; e < p->n; e++)
		at[p->user[e] + 2]++;
	for (size_t u = 2; u < users + 2; u++)
		at[u] += at[u - 1];
	for (size_t e = 0; e < p->n; e++)
		col[at[p->user[e] + 1]++] = p->item[e];
	for (size_t u = 0; u < users; u++) {
		qsort(col + at[u], at[u + 1] - at[u], sizeof *col, by_number);
		for (size_t e = at[u]; e < at[u + 1]; e++)
			if (e == at[u] || col[e] != col[n - 1])
				col[n++] = col[e];
		m.first[u + 1] = n;
	}
	m.col = col;
	free(at);
	return m;
}

enum err_code interactions_read(const char *path, struct intern *users,
	struct intern *items, bool known_only, struct sparse *ret, struct err *why)
{
	struct tsv t;
	struct reading r = {.users = users, .items = items, .known_only = known_only};
	enum err_code code = tsv_open(&t, path, why);
	if (code != ERR_OK)
		return code;
	code = read_rows(&r, &t, why);
	tsv_close(&t);
	if (code == ERR_OK)
		*ret = to_sparse(&r.pairs, users->len, items->len);
	free(r.pairs.user);
	free(r.pairs.item);
	return code;
}
