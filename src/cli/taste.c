#include "taste.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "db/features.h"
#include "db/library.h"
#include "suggest/snapshot.h"
#include "words.h"

static enum err_code load(struct cli_taste *t, struct err *why)
{
	int fd;
	struct snapshot snapshot;
	enum err_code code = snapshot_read(t->db, t->profile, t->now_ms, &fd, why);
	if (code != ERR_OK)
		return code;
	code = snapshot_map(fd, &snapshot, why);
	close(fd);
	return code == ERR_OK ? taste_create(&snapshot, &t->taste, why) : code;
}

enum err_code cli_taste_open(
	struct cli *cli, enum db_mode mode, struct cli_taste *ret, struct err *why)
{
	struct clock clock = clock_system();
	*ret = (struct cli_taste){.now_ms = clock_wall_ms(&clock)};
	enum err_code code = cli_open_db(cli->db_path, mode, &ret->db, why);
	if (code == ERR_OK)
		code = db_profile(ret->db, cli->profile, &ret->profile, why);
	if (code == ERR_OK)
		code = load(ret, why);
	if (code == ERR_OK && taste_info(ret->taste).items == 0)
		code = err_set(why, ERR_NOT_FOUND,
			"the library is empty; linnet scan DIR fills it from a music "
			"folder");
	if (code != ERR_OK)
		cli_taste_close(ret);
	return code;
}

void cli_taste_close(struct cli_taste *t)
{
	taste_destroy(t->taste);
	db_close(t->db);
	arena_finish(&t->arena);
	*t = (struct cli_taste){0};
}

/* Evenly around the colour circle by the golden angle, in a muted tone. */
static int colour_of(size_t index)
{
	static const int wheel[] = {0xc97b63, 0x63a9c9, 0x9dc963, 0xb063c9, 0xc9b463,
		0x63c99a, 0xc9638d, 0x6377c9};
	return wheel[index % (sizeof wheel / sizeof *wheel)];
}

static enum err_code store_clusters(struct cli_taste *t, size_t k, struct err *why)
{
	struct taste_cluster *c = xcalloc(k + 1, sizeof *c);
	struct cluster_row *row = xcalloc(k + 1, sizeof *row);
	size_t n = taste_info(t->taste).features;
	int64_t *recording = xcalloc(n + 1, sizeof *recording);
	int32_t *member = xcalloc(n + 1, sizeof *member);
	float *distance = xcalloc(n + 1, sizeof *distance);
	taste_clusters(t->taste, c, k);
	n = taste_members(t->taste, recording, member, distance);
	for (size_t i = 0; i < k; i++) {
		row[i] = (struct cluster_row){.id = c[i].id,
			.colour = colour_of(i),
			.members = (int64_t)c[i].members};
		str_copy(row[i].name, sizeof row[i].name, c[i].name);
	}
	enum err_code code =
		clusters_replace(t->db, row, k, recording, member, distance, n, why);
	free(c);
	free(row);
	free(recording);
	free(member);
	free(distance);
	return code;
}

enum err_code cli_taste_keep_clusters(struct cli_taste *t, bool always, struct err *why)
{
	size_t k = taste_clusters(t->taste, NULL, 0);
	struct taste_cluster *c = xcalloc(k + 1, sizeof *c);
	bool fresh = always;
	taste_clusters(t->taste, c, k);
	for (size_t i = 0; i < k; i++)
		fresh = fresh || c[i].id == 0;
	free(c);
	if (!k || !fresh)
		return ERR_OK;
	enum err_code code = store_clusters(t, k, why);
	if (code != ERR_OK)
		return code;
	taste_destroy(t->taste);
	t->taste = NULL;
	return load(t, why);
}

enum err_code cli_taste_recording(
	struct cli_taste *t, const char *path, int64_t *ret, struct err *why)
{
	char *real = path_real(path);
	struct track track;
	if (!real)
		return err_set(why, ERR_NOT_FOUND, "there is no file %s", path);
	enum err_code code = library_track_at(t->db, real, &t->arena, &track, why);
	free(real);
	if (code == ERR_NOT_FOUND)
		return err_set(why, ERR_NOT_FOUND,
			"%s is not in the library; linnet scan takes its folder in",
			path);
	if (code == ERR_OK)
		*ret = track.recording;
	return code;
}

char *cli_taste_name(struct cli_taste *t, int64_t recording)
{
	struct reason_names names = taste_names(t->taste);
	const char *title = names.title(names.ctx, recording);
	const char *artist = names.artist(names.ctx, recording);
	struct str s = {0};
	str_append(&s, title && *title ? title : "untitled");
	if (artist && *artist)
		str_appendf(&s, " — %s", artist);
	char *printable = words_printable(str_text(&s));
	str_finish(&s);
	return printable;
}
