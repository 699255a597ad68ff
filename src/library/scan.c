#include "library/scan.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scan_parts.h"

enum { MISSING_A_BATCH = 512, TELL_US = 100000, FOLDERS_A_BATCH = 1000 };

bool scan_cancelled(const struct scan *s)
{
	return s->c->cancelled && s->c->cancelled(s->c->ctx);
}

void scan_tell(struct scan *s, bool always)
{
	if (!s->c->progress)
		return;
	int64_t now = clock_mono_us(&s->c->clock);
	if (!always && now - s->told_us < TELL_US)
		return;
	s->told_us = now;
	s->c->progress(s->c->ctx, &s->progress);
}

/* In slices: a listen must not wait until all of a large disk is marked. */
static enum err_code write_ids(struct scan *s, const int64_t *file, size_t n, bool away,
	bool again, struct err *why)
{
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < n && code == ERR_OK; i += MISSING_A_BATCH) {
		size_t left = n - i;
		size_t k = left < MISSING_A_BATCH ? left : MISSING_A_BATCH;
		code = scan_flush(s, true, why);
		if (code != ERR_OK)
			break;
		struct scan_batch *b = scan_batch_of(s);
		b->missing = xmemdup(file + i, k * sizeof *file);
		b->n_missing = b->cap_missing = k;
		b->away = away;
		b->again = again;
		code = scan_flush(s, true, why);
		scan_tell(s, false);
	}
	return code;
}

static enum err_code write_back(struct scan *s, struct err *why)
{
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < s->n_back && code == ERR_OK; i += MISSING_A_BATCH) {
		size_t left = s->n_back - i;
		size_t k = left < MISSING_A_BATCH ? left : MISSING_A_BATCH;
		struct scan_batch *b = scan_batch_of(s);
		b->touch = xmemdup(s->back + i, k * sizeof *s->back);
		b->n_touch = k;
		code = scan_flush(s, true, why);
		scan_tell(s, false);
	}
	s->n_back = 0;
	return code;
}

/* Before the new ones are written a file that moved must be gone. */
static enum err_code write_missing(struct scan *s, struct err *why)
{
	enum err_code code = write_ids(s, s->away, s->n_away, true, false, why);
	if (code == ERR_OK)
		code = write_ids(s, s->missing, s->n_missing, false, false, why);
	return code == ERR_OK ? write_back(s, why) : code;
}

/* Afterwards it is dropped where its recording lives on. */
static enum err_code settle_missing(struct scan *s, struct err *why)
{
	return write_ids(s, s->missing, s->n_missing, false, true, why);
}

/* Only now: a scan that was killed must find what it had not written. */
static enum err_code write_folders(struct scan *s, struct err *why)
{
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < s->n_seen && code == ERR_OK; i++) {
		const struct scan_seen *f = &s->seen[i];
		struct scan_batch *b = scan_batch_of(s);
		b->folder_root = s->target[f->target].root;
		if (f->gone) {
			b->gone = mem_grow(
				b->gone, &b->cap_gone, b->n_gone + 1, sizeof *b->gone);
			b->gone[b->n_gone++] = arena_strdup(&b->arena, f->row.path);
		} else {
			b->folder = mem_grow(b->folder, &b->cap_folders,
				b->n_folders + 1, sizeof *b->folder);
			b->folder[b->n_folders] = f->row;
			b->folder[b->n_folders++].path =
				arena_strdup(&b->arena, f->row.path);
		}
		if (i + 1 == s->n_seen || s->seen[i + 1].target != f->target ||
			b->n_folders + b->n_gone >= FOLDERS_A_BATCH)
			code = scan_flush(s, true, why);
	}
	return code;
}

/* Nothing is written where nothing is new: a commit waits for the disk. */
static enum err_code write_root(struct scan *s, size_t i, struct err *why)
{
	const struct scan_root_state *was = &s->was[i];
	bool there = s->root_fd[i] >= 0;
	bool first = there && was->scanned_ms == 0;
	if (!s->wrote && was->rules == 0 && was->mounted == there && !first)
		return ERR_OK;
	struct scan_batch *b = scan_batch_of(s);
	b->root = b->folder_root = s->target[i].root;
	b->rules = was->rules;
	b->mounted = there;
	b->scanned_ms = there ? clock_wall_ms(&s->c->clock) : 0;
	return scan_flush(s, true, why);
}

static enum err_code write_roots(struct scan *s, struct err *why)
{
	enum err_code code = write_folders(s, why);
	for (size_t i = 0; code == ERR_OK && i < s->n_targets; i++)
		if (!s->target[i].below)
			code = write_root(s, i, why);
	return code;
}

static bool any_file(void *ctx, const struct library_file *f)
{
	(void)f;
	*(bool *)ctx = true;
	return false;
}

/* No root has rows of files: then nothing can be missing, and nothing is the same. */
static enum err_code begin_first_scan(struct scan *s, struct err *why)
{
	for (size_t i = 0; i < s->n_targets; i++) {
		struct scan_root_state was = {0};
		bool any = false;
		enum err_code code = library_root_state(s->c->db, s->target[i].root,
			&was.mounted, &was.scanned_ms, why);
		if (code == ERR_OK)
			code = library_each_file(
				s->c->db, s->target[i].root, any_file, &any, why);
		if (code != ERR_OK || any || was.scanned_ms || s->target[i].below)
			return code;
	}
	return scan_read_begin(s, why);
}

static enum err_code run(struct scan *s, struct err *why)
{
	enum err_code code = s->c->live ? ERR_OK : begin_first_scan(s, why);
	for (size_t i = 0; code == ERR_OK && i < s->n_targets; i++)
		code = scan_walk(s, i, why);
	if (code == ERR_OK)
		code = write_missing(s, why);
	if (code == ERR_OK)
		s->result->missing = s->n_missing + s->n_away;
	s->result->away = s->n_away;
	if (code == ERR_OK)
		code = scan_read(s, why);
	if (code == ERR_OK && s->n_jobs)
		code = settle_missing(s, why);
	if (code == ERR_OK)
		code = write_roots(s, why);
	if (code == ERR_OK) /* where only a part of a root was walked */
		code = scan_flush(s, true, why);
	/* What was read before it ended early is kept. */
	if (code == ERR_CANCELLED && scan_flush(s, true, NULL) != ERR_OK)
		return code;
	s->progress.phase = SCAN_DONE;
	scan_tell(s, true);
	return code;
}

enum err_code scan_run(const struct scan_config *c, const struct scan_target *target,
	size_t n_targets, struct scan_result *ret, struct err *why)
{
	*ret = (struct scan_result){0};
	struct scan s = {
		.c = c, .target = target, .n_targets = n_targets, .result = ret};
	s.root_fd = xcalloc(n_targets, sizeof *s.root_fd);
	s.was = xcalloc(n_targets, sizeof *s.was);
	for (size_t i = 0; i < n_targets; i++)
		s.root_fd[i] = -1;
	enum err_code code = run(&s, why);
	for (size_t i = 0; i < n_targets; i++)
		if (s.root_fd[i] >= 0)
			close(s.root_fd[i]);
	scan_read_end(&s);
	scan_batch_destroy(s.batch);
	scan_finish_sheets(&s);
	intern_finish(&s.folders);
	map_finish(&s.files);
	arena_finish(&s.arena);
	free(s.root_fd);
	free(s.was);
	free(s.seen);
	free(s.inode);
	free(s.missing);
	free(s.away);
	free(s.back);
	free(s.job);
	return code;
}
