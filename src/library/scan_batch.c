#include <stdlib.h>
#include <string.h>

#include "db/settings.h"
#include "library/guess.h"
#include "model/tags.h"
#include "scan_parts.h"

/* Small, so that the workers never run dry while one is written: who writes may well
 * hold one transaction over several. */
enum { BATCH_FILES = 64, BATCH_US = 1000000 };

struct scan_batch *scan_batch_of(struct scan *s)
{
	if (!s->batch)
		s->batch = xcalloc(1, sizeof *s->batch);
	return s->batch;
}

void scan_batch_destroy(struct scan_batch *b)
{
	if (!b)
		return;
	for (size_t i = 0; i < b->n; i++) {
		struct tags *t = (struct tags *)b->item[i].tags;
		if (t)
			tags_finish(t);
		free(t);
		cue_parts_free((struct tags *)b->item[i].part, b->item[i].n_parts);
	}
	free(b->item);
	free(b->missing);
	free(b->touch);
	free(b->folder);
	free(b->gone);
	arena_finish(&b->arena);
	free(b);
}

void scan_add_item(struct scan *s, const struct scan_job *j, struct tags_record *take)
{
	struct scan_batch *b = scan_batch_of(s);
	bool ok = take->code == ERR_OK;
	b->item = mem_grow(b->item, &b->cap, b->n + 1, sizeof *b->item);
	struct library_item *item = &b->item[b->n++];
	*item = (struct library_item){.root = s->target[j->target].root,
		.path = arena_strdup(&b->arena, j->path),
		.size = j->size,
		.mtime_ns = j->mtime_ns,
		.inode = j->inode,
		.sheets = j->folder ? s->folder[j->folder - 1].stamp : 0,
		.fresh = j->fresh,
		.reason = ok ? NULL : arena_strdup(&b->arena, take->reason)};
	if (ok) {
		struct tags *part;
		scan_split(s, j, take, &part, &item->n_parts);
		for (size_t i = 0; i < item->n_parts; i++)
			guess_part(&part[i], j->path);
		if (item->n_parts == 0)
			guess_tags(&take->tags, j->path);
		item->part = part;
		item->tags = xmemdup(&take->tags, sizeof take->tags);
		take->tags = (struct tags){0};
	}
	tags_record_finish(take);
	s->result->unreadable += !ok;
	s->result->fresh += j->fresh;
	s->result->changed += !j->fresh && j->mtime_ns != 0;
	s->progress.done++;
}

enum err_code scan_flush(struct scan *s, bool always, struct err *why)
{
	struct scan_batch *b = s->batch;
	int64_t now = clock_mono_us(&s->c->clock);
	if (!b || (!always && b->n < BATCH_FILES && now - s->written_us < BATCH_US))
		return ERR_OK;
	s->batch = NULL;
	s->wrote = true;
	s->written_us = now;
	return s->c->write(s->c->ctx, b, why);
}

static enum err_code apply(struct db *db, struct scan_batch *b, struct err *why)
{
	enum err_code code = ERR_OK;
	if (b->n_missing)
		code = (b->again  ? library_settle_missing
			: b->away ? library_mark_away
				  : library_mark_missing)(
			db, b->missing, b->n_missing, why);
	for (size_t i = 0; code == ERR_OK && i < b->n_touch; i++) {
		const struct scan_touch *t = &b->touch[i];
		code = library_touch(db, t->file, t->size, t->mtime_ns, t->inode, why);
	}
	if (code == ERR_OK && b->n)
		code = library_put(db, b->item, b->n, why);
	if (code == ERR_OK && b->n_folders)
		code = folders_put(db, b->folder_root, b->folder, b->n_folders, why);
	for (size_t i = 0; code == ERR_OK && i < b->n_gone; i++)
		code = folders_drop(db, b->folder_root, b->gone[i], why);
	if (code == ERR_OK && b->mounts_root)
		code = mounts_put(db, b->mounts_root, b->mount, b->n_mounts, why);
	if (code == ERR_OK && b->rules) {
		char key[48];
		scan_rules_key(b->folder_root, key, sizeof key);
		code = settings_put_i64(db, key, b->rules, why);
	}
	if (code == ERR_OK && b->root)
		code = library_root_set_state(
			db, b->root, b->mounted, b->scanned_ms, why);
	return code;
}

enum err_code scan_batch_apply(struct db *db, struct scan_batch *b, struct err *why)
{
	enum err_code code = db_begin(db, "scan", why);
	if (code != ERR_OK)
		return code;
	code = apply(db, b, why);
	if (code == ERR_OK)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}
