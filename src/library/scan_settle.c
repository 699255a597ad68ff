/*
 * Before and after the walk: what the database knows, what became of the files in folders
 * that are passed, and what is missing.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "db/settings.h"
#include "scan_walk.h"

static void take_known(struct walk *w, const struct known_file *f)
{
	intern_add(&w->names, f->path, strlen(f->path));
	w->known = mem_grow(w->known, &w->cap_known, w->n_known + 1, sizeof *w->known);
	w->known[w->n_known++] = (struct known){.file = f};
}

/* Of a part of a root: every file is found again by its name. */
static bool take_row(void *ctx, const struct library_file *f)
{
	known_part_leave(&((struct walk *)ctx)->looked.part[0], f);
	return true;
}

static bool lies_in(const char *path, const char *folder)
{
	size_t n = strlen(folder);
	return n == 0 ||
	       (strncmp(path, folder, n) == 0 && (path[n] == '/' || path[n] == '\0'));
}

static bool is_closed(const struct walk *w, const char *path)
{
	for (size_t i = 0; i < w->n_closed; i++)
		if (lies_in(path, w->closed[i]))
			return true;
	return false;
}

static void add_missing(struct walk *w, const char *path, int64_t file)
{
	struct scan *s = w->s;
	if (scan_is_away(w, path)) {
		s->away =
			mem_grow(s->away, &s->cap_away, s->n_away + 1, sizeof *s->away);
		s->away[s->n_away++] = file;
		return;
	}
	s->missing = mem_grow(
		s->missing, &s->cap_missing, s->n_missing + 1, sizeof *s->missing);
	s->missing[s->n_missing++] = file;
}

static void find_missing(struct walk *w)
{
	for (size_t i = 0; i < w->n_known; i++) {
		const struct known *k = &w->known[i];
		if (!k->seen && k->file->state != FILE_MISSING &&
			!is_closed(w, k->file->path))
			add_missing(w, k->file->path, k->file->id);
	}
}

/* ---- what became of the files in folders that were passed */

static void settle_part(struct walk *w, const struct known_part *p)
{
	struct scan *s = w->s;
	for (size_t i = 0; i < p->n_changes; i++) {
		const struct known_change *c = &p->change[i];
		if (!w->tree.folder[c->folder].reached)
			continue;
		if (c->gone)
			add_missing(w, c->path, c->id);
		else if ((c->back && !walk_is_wanted(w, c->path)) ||
			 !walk_count(w, c->path, &c->st))
			continue;
		else if (c->back)
			walk_come_back(s, c->id, &c->st);
		else
			walk_add_job(w, c->path, &c->st, false);
	}
	for (size_t i = 0; i < p->n_inodes; i++)
		walk_add_inode(s, p->inode[i]);
}

static bool take_unreached(void *ctx, const struct library_file *f)
{
	if (f->state != FILE_MISSING)
		add_missing(ctx, f->path, f->id);
	return true;
}

/* Time and inode are what they were, but the way to it is closed: a `.nomedia` above,
 * or another folder took its place. */
static enum err_code settle_unreached(struct walk *w, const char *path, struct err *why)
{
	if (is_closed(w, path))
		return ERR_OK;
	return library_each_file_in(w->s->c->db, w->s->target[w->target].root, path,
		true, take_unreached, w, why);
}

static void forget_folder(struct walk *w, const char *path)
{
	struct scan *s = w->s;
	s->seen = mem_grow(s->seen, &s->cap_seen, s->n_seen + 1, sizeof *s->seen);
	s->seen[s->n_seen++] = (struct scan_seen){
		w->target, true, {.path = arena_strdup(&s->arena, path)}};
}

static enum err_code settle_folders(struct walk *w, struct err *why)
{
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < w->tree.paths.len && code == ERR_OK; i++) {
		struct known_folder *f = &w->tree.folder[i];
		w->seen += f->reached ? f->files : 0;
		w->s->result->files += f->reached ? f->files : 0;
		w->s->progress.seen += f->reached ? f->files : 0;
		w->s->result->unreadable += f->reached ? f->unreadable : 0;
		if (!f->reached)
			forget_folder(w, w->tree.paths.name[i]);
		if (!f->reached && f->same)
			code = settle_unreached(w, w->tree.paths.name[i], why);
	}
	return code;
}

static enum err_code settle(struct walk *w, struct err *why)
{
	for (size_t k = 0; k < w->looked.n; k++)
		settle_part(w, &w->looked.part[k]);
	enum err_code code = settle_folders(w, why);
	if (code == ERR_OK)
		find_missing(w);
	return code;
}

static void walk_finish(struct walk *w)
{
	char **const lists[] = {w->link, w->closed};
	const size_t n[] = {w->n_links, w->n_closed};
	for (int k = 0; k < 2; k++) {
		for (size_t i = 0; i < n[k]; i++)
			free(lists[k][i]);
		free(lists[k]);
	}
	for (size_t i = 0; i < w->n_folders; i++)
		free(w->folder[i].path);
	free(w->folder);
	w->s->result->ahead += scan_ahead_end(w->ahead);
	intern_finish(&w->names);
	known_tree_finish(&w->tree);
	known_files_finish(&w->looked);
	free(w->known);
}

/* The key under which a root's rules are kept. */
void scan_rules_key(int64_t root, char *ret, size_t size)
{
	snprintf(ret, size, "scan.rules.%lld", (long long)root);
}

/* The folders as they were, if the same rules held then. Who watches hears of each before
 * its time is looked at. */
static enum err_code know_folders(struct walk *w, struct err *why)
{
	struct scan *s = w->s;
	char key[48];
	int64_t root = s->target[w->target].root, rules = walk_rules(s->c);
	scan_rules_key(root, key, sizeof key);
	bool same_rules = settings_get_i64(s->c->db, key, 0) == rules;
	if (!same_rules)
		s->was[w->target].rules = rules;
	struct scan_root_state *was = &s->was[w->target];
	enum err_code code = library_root_state(
		s->c->db, root, &was->mounted, &was->scanned_ms, why);
	if (code == ERR_OK)
		code = known_tree_load(&w->tree, s->c->db, root, why);
	for (size_t i = 0; s->c->folder && same_rules && i < w->tree.paths.len; i++)
		s->c->folder(s->c->ctx, root, w->tree.paths.name[i], -1);
	if (code == ERR_OK && same_rules && w->root_fd >= 0)
		known_tree_look(&w->tree, w->root_fd, w->looked.n);
	return code;
}

static enum err_code know(struct walk *w, struct err *why)
{
	struct scan *s = w->s;
	const struct scan_target *t = &s->target[w->target];
	enum err_code code;
	if (s->c->live || t->below) {
		w->looked.n = 1;
		code = library_each_file_in(s->c->db, t->root, t->below ? t->below : "",
			t->shallow, take_row, w, why);
	} else {
		code = known_files_begin(&w->looked, s->c->db, why);
		if (code == ERR_OK)
			code = know_folders(w, why);
		if (code == ERR_OK)
			code = known_files_look(
				&w->looked, s, w->target, &w->tree, why);
	}
	for (size_t k = 0; k < w->looked.n && code == ERR_OK; k++) {
		const struct known_part *p = &w->looked.part[k];
		for (size_t i = 0; i < p->n_files; i++)
			take_known(w, &p->file[i]);
		for (size_t i = 0; i < p->n_closed; i++)
			walk_trouble(w, w->tree.paths.name[p->closed[i].folder],
				p->closed[i].errnum);
	}
	return code;
}

/* A mount point without its disk is an empty folder: its files, which are missing from
 * the `first` on, are away. What was known of its folders will be true again. */
static void leave_root(struct walk *w, size_t first)
{
	struct scan *s = w->s;
	size_t n = s->n_missing - first;
	s->away = mem_grow(s->away, &s->cap_away, s->n_away + n + 1, sizeof *s->away);
	for (size_t i = 0; i < n; i++)
		s->away[s->n_away++] = s->missing[first + i];
	s->n_missing = first;
	s->result->roots_gone++;
	if (s->c->away)
		s->c->away(s->c->ctx, s->target[w->target].root,
			s->target[w->target].path);
	if (w->root_fd >= 0)
		close(w->root_fd);
	s->root_fd[w->target] = -1;
	s->was[w->target].rules = 0;
	while (s->n_seen && s->seen[s->n_seen - 1].target == w->target)
		s->n_seen--;
}

enum err_code scan_walk(struct scan *s, size_t target, struct err *why)
{
	struct walk w = {.s = s,
		.target = target,
		.now_ns = clock_wall_ms(&s->c->clock) * 1000000};
	const struct scan_target *t = &s->target[target];
	w.root_fd = s->root_fd[target] =
		open(t->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
	size_t first_missing = s->n_missing;
	enum err_code code = scan_mounts(&w, why);
	if (code == ERR_OK)
		code = know(&w, why);
	if (code == ERR_OK && w.root_fd >= 0)
		code = walk_all(&w, why);
	if (code == ERR_OK)
		code = settle(&w, why);
	if (code == ERR_OK && !t->below && w.seen == 0 &&
		(w.root_fd < 0 || w.n_known > 0))
		leave_root(&w, first_missing);
	walk_finish(&w);
	return code;
}
