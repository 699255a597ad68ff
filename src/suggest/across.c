#include "suggest/across.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/str.h"
#include "interactions.h"
#include "rec/rank.h"
#include "suggest/engine.h"

enum { BLOCK = 64 };

struct across {
	const struct across_options *o;
	struct intern users, asked, items; /* asked: users that were folded in */
	struct sparse train, fold;         /* fold: only with o->fold_in */
	uint64_t *hash;                    /* owned; (items) */
	struct ials model;
	struct linalg *linalg; /* owned */
};

enum err_code across_check(const char *engine, struct err *why)
{
	static const char *const known[] = {"ials", "popularity", "random"};
	enum err_code code = engine_check(engine, why);
	if (code != ERR_OK)
		return code;
	size_t n = strcspn(engine, ":");
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strlen(known[i]) == n && memcmp(known[i], engine, n) == 0)
			return ERR_OK;
	return err_set(why, ERR_USAGE,
		"%.*s works on one listener's history; across listeners there are: "
		"ials, "
		"popularity, random",
		(int)n, engine);
}

static enum err_code read_files(struct across *a, struct err *why)
{
	const struct across_options *o = a->o;
	enum err_code code = interactions_read(
		o->train, &a->users, &a->items, false, &a->train, why);
	if (code == ERR_OK && o->fold_in)
		code = interactions_read(
			o->fold_in, &a->asked, &a->items, true, &a->fold, why);
	if (code != ERR_OK)
		return code;
	a->hash = xcalloc(a->items.len + 1, sizeof *a->hash);
	for (size_t i = 0; i < a->items.len; i++)
		a->hash[i] = hash_bytes(a->items.name[i], a->items.size[i], 0);
	return ERR_OK;
}

static enum err_code train(struct across *a, struct err *why)
{
	const struct across_options *o = a->o;
	/* Best on the validation part of hetrec-lastfm-p1 (RECSYS.md 3). */
	struct ials_params p = {
		.factors = (size_t)engine_spec_value(o->engine, "factors", 64.0),
		.a0 = engine_spec_value(o->engine, "a0", .1),
		.lambda = engine_spec_value(o->engine, "lambda", .01),
		.nu = engine_spec_value(o->engine, "nu", 1.0),
		.seed = 1,
		.threads = o->threads};
	size_t iterations = (size_t)engine_spec_value(o->engine, "iterations", 16.0);
	struct sparse t = sparse_transposed(&a->train);
	enum err_code code = ERR_OK;
	a->linalg = linalg_open();
	ials_init(&a->model, a->linalg, &p, a->train.rows, a->train.cols, a->hash);
	for (size_t i = 0; i < iterations && code == ERR_OK; i++) {
		if (o->progress && o->progress(o->arg, i, iterations))
			code = err_set(why, ERR_CANCELLED, "stopped before the end");
		else
			ials_step(&a->model, &a->train, &t);
	}
	ials_ready(&a->model);
	sparse_finish(&t);
	return code;
}

/* score: (count, items) for the users from `first` on. */
static void score_block(struct across *a, size_t first, size_t count, float *score)
{
	size_t f = a->model.p.factors, items = a->items.len;
	float *x = xcalloc(count * f, sizeof *x);
	for (size_t u = 0; u < count; u++) {
		const struct sparse *m = &a->fold;
		if (a->o->fold_in)
			ials_fold(&a->model, m->col + m->first[first + u], NULL,
				m->first[first + u + 1] - m->first[first + u],
				x + u * f);
		else
			memcpy(x + u * f, a->model.row + (first + u) * f,
				f * sizeof *x);
	}
	linalg_gemm(a->linalg, count, items, f, (struct linalg_mat){x, f, LINALG_AS_IS},
		(struct linalg_mat){a->model.col, f, LINALG_TRANSPOSED}, score);
	free(x);
}

static void score_plainly(const struct across *a, bool popular, float *score)
{
	memset(score, 0, a->items.len * sizeof *score);
	for (size_t e = 0; popular && e < a->train.first[a->train.rows]; e++)
		score[a->train.col[e]] += 1.0f;
}

static void put_line(const struct across *a, const char *user, const float *score,
	uint8_t *mask, int32_t *top, struct str *out)
{
	size_t n = rank_top(score, mask, a->hash, a->items.len, a->o->top, top);
	str_appendf(out, "%s\t", user);
	for (size_t i = 0; i < n; i++)
		str_appendf(out, "%s%s", i ? " " : "", a->items.name[top[i]]);
	str_append_c(out, '\n');
}

static void rank_users(struct across *a, struct str *out)
{
	const struct sparse *own = a->o->fold_in ? &a->fold : &a->train;
	const struct intern *names = a->o->fold_in ? &a->asked : &a->users;
	size_t items = a->items.len;
	bool learned = a->linalg != NULL,
	     popular = str_starts(a->o->engine, "popularity");
	float *score = xmalloc((BLOCK * items + 1) * sizeof *score);
	uint8_t *mask = xmalloc(items + 1);
	int32_t *top = xmalloc((a->o->top + 1) * sizeof *top);
	if (!learned)
		score_plainly(a, popular, score);
	for (size_t first = 0; first < own->rows; first += BLOCK) {
		size_t count = own->rows - first < BLOCK ? own->rows - first : BLOCK;
		if (learned)
			score_block(a, first, count, score);
		for (size_t u = first; u < first + count; u++) {
			memset(mask, 1, items);
			for (size_t e = own->first[u]; e < own->first[u + 1]; e++)
				mask[own->col[e]] = 0;
			put_line(a, names->name[u],
				score + (learned ? (u - first) * items : 0), mask, top,
				out);
		}
	}
	free(score);
	free(mask);
	free(top);
}

static enum err_code write_out(
	const char *path, const struct str *text, struct err *why)
{
	if (strcmp(path, "-") != 0)
		return io_write_file(path, str_text(text), text->len, 0644, why);
	if (fwrite(str_text(text), 1, text->len, stdout) != text->len)
		return err_set(why, ERR_IO, "cannot write to standard output");
	return ERR_OK;
}

enum err_code across_run(const struct across_options *o, struct err *why)
{
	struct across a = {.o = o};
	struct str out = {0};
	enum err_code code = across_check(o->engine, why);
	if (code == ERR_OK)
		code = read_files(&a, why);
	if (code == ERR_OK && str_starts(o->engine, "ials"))
		code = train(&a, why);
	if (code == ERR_OK) {
		rank_users(&a, &out);
		code = write_out(o->out, &out, why);
	}
	ials_finish(&a.model);
	linalg_close(a.linalg);
	sparse_finish(&a.train);
	sparse_finish(&a.fold);
	intern_finish(&a.users);
	intern_finish(&a.asked);
	intern_finish(&a.items);
	free(a.hash);
	str_finish(&out);
	return code;
}
