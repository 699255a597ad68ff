#include "duplicates.h"

#include <stdio.h>
#include <string.h>

#include "db/features.h"
#include "library/duplicates.h"
#include "text/json.h"

struct printing {
	const struct cli *cli;
	struct db *db;                  /* owned */
	struct duplicate_groups groups; /* owned */
	struct duplicates_sum sum;
	struct features_progress analysed;
	struct str out; /* owned; JSON only */
	struct json_writer w;
};

static const char *const kind_words[] = {[DUPLICATE_SOUND] = "sound",
	[DUPLICATE_AUDIO] = "audio",
	[DUPLICATE_LIKELY] = "likely"};
static const char *const kind_lines[] = {
	[DUPLICATE_SOUND] = "the same sound in other encodings",
	[DUPLICATE_AUDIO] = "the same audio, byte for byte",
	[DUPLICATE_LIKELY] =
		"the same length and middle; linnet analyze compares it all"};

/* Of the group, in the arena. */
static enum err_code files_of(struct db *db, const struct duplicate_groups *g, size_t i,
	struct arena *a, struct duplicate_file **ret, size_t *ret_n, struct err *why)
{
	return duplicates_files(db, g->recording + g->first[i],
		g->first[i + 1] - g->first[i], a, ret, ret_n, why);
}

static enum err_code sum_groups(struct db *db, const struct duplicate_groups *g,
	struct duplicates_sum *ret, struct err *why)
{
	enum err_code code = ERR_OK;
	*ret = (struct duplicates_sum){0};
	for (size_t i = 0; i < g->n && !code; i++) {
		struct arena a = {0};
		struct duplicate_file *f;
		size_t n = 0;
		code = files_of(db, g, i, &a, &f, &n, why);
		if (!code && n > 1) {
			ret->groups++;
			ret->files += (int64_t)n;
			ret->spare_bytes += duplicates_choose(f, n).spare_bytes;
		}
		arena_finish(&a);
	}
	return code;
}

enum err_code duplicates_sum(struct db *db, struct duplicates_sum *ret, struct err *why)
{
	struct duplicate_groups g = {0};
	enum err_code code = duplicates_groups(db, &g, why);
	if (!code)
		code = sum_groups(db, &g, ret, why);
	duplicates_groups_finish(&g);
	return code;
}

static void print_properties(const struct duplicate_file *f)
{
	printf("%s", *f->codec ? f->codec : "unknown");
	if (duplicates_is_lossless(f->codec)) {
		printf(" %g kHz", f->rate_hz / 1000.0);
		if (f->bits)
			printf(" %d bit", f->bits);
	} else if (f->bitrate_kbps) {
		printf(" %d kbit/s", f->bitrate_kbps);
	}
	printf(", %.1f MB", (double)f->size / 1e6);
}

static void print_group(int64_t id, const struct duplicate_file *f, size_t n,
	const struct duplicate_choice *c)
{
	const char *artist = f[c->keep].artist;
	printf("\n%lld  %s%s%s: %s\n", (long long)id, f[c->keep].title,
		artist && *artist ? ", " : "", artist ? artist : "",
		kind_lines[c->kind]);
	for (size_t k = 0; k < n; k++) {
		size_t i = k == 0 ? c->keep : k <= c->keep ? k - 1 : k;
		printf("  %-5s %s\n        ", i == c->keep ? "keep" : "", f[i].path);
		print_properties(&f[i]);
		if (i == c->keep)
			printf(": %s", c->reason);
		else if (f[i].inode == f[c->keep].inode || duplicates_is_link(f, i))
			printf(" (a hard link: takes up nothing)");
		putchar('\n');
	}
}

static void put_group(struct json_writer *w, int64_t id, const struct duplicate_file *f,
	size_t n, const struct duplicate_choice *c)
{
	json_write_object(w);
	json_put_int(w, "id", id);
	json_put_str(w, "kind", kind_words[c->kind]);
	json_put_str(w, "title", f[c->keep].title);
	json_put_str(w, "artist", f[c->keep].artist);
	json_put_int(w, "spare_bytes", c->spare_bytes);
	json_write_key(w, "files");
	json_write_array(w);
	for (size_t i = 0; i < n; i++) {
		json_write_object(w);
		json_put_path(w, f[i].path);
		json_put_bool(w, "keep", i == c->keep);
		if (i == c->keep)
			json_put_str(w, "reason", c->reason);
		json_put_bool(w, "link",
			i != c->keep && (f[i].inode == f[c->keep].inode ||
						duplicates_is_link(f, i)));
		json_put_int(w, "recording", f[i].recording);
		json_put_str(w, "codec", f[i].codec);
		json_put_bool(w, "lossless", duplicates_is_lossless(f[i].codec));
		json_put_int(w, "bitrate_kbps", f[i].bitrate_kbps);
		json_put_int(w, "rate_hz", f[i].rate_hz);
		json_put_int(w, "bits", f[i].bits);
		json_put_int(w, "bytes", f[i].size);
		json_write_object_end(w);
	}
	json_write_array_end(w);
	json_write_object_end(w);
}

static enum err_code print_one(
	struct printing *p, size_t i, bool *ret_printed, struct err *why)
{
	struct arena a = {0};
	struct duplicate_file *f;
	size_t n = 0;
	int64_t id = p->groups.recording[p->groups.first[i]];
	enum err_code code = files_of(p->db, &p->groups, i, &a, &f, &n, why);
	*ret_printed = !code && n > 1;
	if (*ret_printed) {
		struct duplicate_choice c = duplicates_choose(f, n);
		if (p->cli->json)
			put_group(&p->w, id, f, n, &c);
		else
			print_group(id, f, n, &c);
	}
	arena_finish(&a);
	return code;
}

static void begin(struct printing *p)
{
	const struct duplicates_sum *s = &p->sum;
	p->w.out = &p->out;
	if (p->cli->json) {
		json_write_object(&p->w);
		json_put_int(&p->w, "groups", s->groups);
		json_put_int(&p->w, "files", s->files);
		json_put_int(&p->w, "spare_bytes", s->spare_bytes);
		json_put_int(&p->w, "analysed", p->analysed.done);
		json_put_int(&p->w, "recordings", p->analysed.wanted);
		json_write_key(&p->w, "shown");
		json_write_array(&p->w);
	} else if (s->groups == 0) {
		puts("No duplicates.");
	} else {
		printf("%lld group%s of %lld files hold the same music; %.1f MB could be "
		       "freed. linnet deletes nothing.\n",
			(long long)s->groups, s->groups == 1 ? "" : "s",
			(long long)s->files, (double)s->spare_bytes / 1e6);
	}
}

/* next: 0 where all was shown. */
static void end(struct printing *p, int64_t left, int64_t next)
{
	if (p->cli->json) {
		json_write_array_end(&p->w);
		json_put_int(&p->w, "left", left);
		if (next)
			json_put_int(&p->w, "next", next);
		json_write_object_end(&p->w);
		json_write_line_end(&p->w);
		fputs(str_text(&p->out), stdout);
		return;
	}
	if (left > 0)
		printf("\n%lld more: linnet doctor --duplicates --after %lld\n",
			(long long)left, (long long)next);
	if (p->analysed.done + p->analysed.failed < p->analysed.wanted)
		printf("%s%lld of %lld recordings are analysed: linnet analyze finds the "
		       "same sound in other encodings.\n",
			p->sum.groups ? "\n" : "", (long long)p->analysed.done,
			(long long)p->analysed.wanted);
}

static enum err_code print_all(
	struct printing *p, int64_t limit, int64_t after, struct err *why)
{
	enum err_code code = ERR_OK;
	int64_t shown = 0, left = 0, last = 0;
	begin(p);
	for (size_t i = 0; i < p->groups.n && !code; i++) {
		int64_t id = p->groups.recording[p->groups.first[i]];
		bool printed = false;
		if (id <= after)
			continue;
		if (limit > 0 && shown == limit) {
			left++;
			continue;
		}
		code = print_one(p, i, &printed, why);
		shown += printed;
		last = id;
	}
	if (!code)
		end(p, left, left > 0 ? last : 0);
	return code;
}

int duplicates_print(const struct cli *cli, int64_t limit, int64_t after)
{
	struct printing p = {.cli = cli};
	struct err why = {0};
	enum err_code code = cli_open_db(cli->db_path, DB_READ, &p.db, &why);
	if (!code)
		code = db_read_begin(p.db, &why);
	if (!code)
		code = duplicates_groups(p.db, &p.groups, &why);
	if (!code)
		code = sum_groups(p.db, &p.groups, &p.sum, &why);
	if (!code)
		code = features_progress(p.db, &p.analysed, &why);
	if (!code)
		code = print_all(&p, limit, after, &why);
	duplicates_groups_finish(&p.groups);
	str_finish(&p.out);
	db_close(p.db);
	return code ? cli_fail(&why) : 0;
}
