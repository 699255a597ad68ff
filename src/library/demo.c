#include "library/demo.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/task.h"
#include "codec/encode.h"
#include "codec/tags.h"
#include "demo_parts.h"

static const struct {
	enum format format;
	const char *extension;
	double quality;
} kinds[] = {
	{FORMAT_MP3, "mp3", .7},
	{FORMAT_FLAC, "flac", 1},
	{FORMAT_VORBIS, "ogg", .5},
	{FORMAT_OPUS, "opus", .25},
};
enum { KINDS = sizeof kinds / sizeof *kinds, HELPERS_MAX = 3 };

/* One track of the plan: everything about it follows from style and number. */
struct job {
	enum synth_style style;
	int album, index; /* in the catalogue */
	int kind;
	struct synth_song song;
	int disc, track;
	char *folder, *path, *part; /* owned */
};

static void job_finish(struct job *j)
{
	free(j->folder);
	free(j->path);
	free(j->part);
	*j = (struct job){0};
}

/* A name that is no path: titles may hold slashes and question marks. */
static char *file_name(const char *text, size_t bytes_max)
{
	struct str s = {0};
	for (const char *p = text; *p; p++)
		str_append_c(&s, *p == '/' || *p == '?' || *p == ':' ? '_' : *p);
	char *name = str_detach(&s), *cut = xmalloc(bytes_max + 1);
	str_copy(cut, bytes_max + 1, name);
	free(name);
	return cut;
}

/* Albums take turns, so that a small demo has several artists; formats take turns at
 * another pace, and begin with another one in each style. */
static struct job plan(const char *dir, enum synth_style style, int k)
{
	struct job j = {.style = style,
		.album = k % DEMO_ALBUMS,
		.index = k / DEMO_ALBUMS,
		.kind = (k + (int)style) % KINDS};
	const struct demo_album *a = &demo_catalogue[style][j.album];
	bool second = a->second_disc > 0 && j.index + 1 >= a->second_disc;
	bool studio_rate = kinds[j.kind].format == FORMAT_OPUS ||
			   (kinds[j.kind].format == FORMAT_FLAC && k % 2);
	j.disc = second ? 2 : 1;
	j.track = second ? j.index + 2 - a->second_disc : j.index + 1;
	j.song = (struct synth_song){.style = style,
		.band = (uint64_t)(1 + j.album),
		.seed = (uint64_t)(1000 * (int)style + k),
		.rate_hz = studio_rate ? 48000 : 44100,
		.seconds = 20 + (k * 7 + (int)style * 5) % 13 + .25 * (k % 4)};
	char *artist = file_name(a->artist, 120), *album = file_name(a->title, 120);
	char *title = file_name(a->track[j.index].title, 180);
	struct str s = {0};
	str_appendf(&s, "%s/%s/%s", dir, artist, album);
	j.folder = str_detach(&s);
	const char *disc = a->second_disc ? second ? "2-" : "1-" : "";
	str_appendf(&s, "%s/%s%02d %s.%s", j.folder, disc, j.track, title,
		kinds[j.kind].extension);
	j.path = str_detach(&s);
	str_appendf(&s, "%s/.%s%02d.part", j.folder, disc, j.track);
	j.part = str_detach(&s);
	free(artist);
	free(album);
	free(title);
	return j;
}

/* ---- one file */

static enum err_code render_sound(const struct job *j, struct err *why)
{
	struct encoder *e = NULL;
	enum err_code code = encoder_open(j->part, kinds[j->kind].format,
		j->song.rate_hz, 2, kinds[j->kind].quality, &e, why);
	if (code != ERR_OK)
		return code;
	float *pcm = NULL;
	size_t n = synth_render(&j->song, &pcm);
	code = encoder_write(e, pcm, n, why);
	free(pcm);
	struct err second = {0};
	enum err_code closed = encoder_close(e, &second);
	if (code == ERR_OK && closed != ERR_OK && why)
		*why = second;
	return code != ERR_OK ? code : closed;
}

static enum err_code write_names(const struct job *j, struct err *why)
{
	const struct demo_album *a = &demo_catalogue[j->style][j->album];
	const struct demo_track *t = &a->track[j->index];
	char date[16];
	snprintf(date, sizeof date, "%d", a->year);
	struct tags tags = {.title = xstrdup(t->title),
		.artist = xstrdup(t->artist ? t->artist : a->artist),
		.album_artist = xstrdup(a->artist),
		.album = xstrdup(a->title),
		.genre = xstrdup(synth_style_name(j->style)),
		.date = xstrdup(date),
		.year = a->year,
		.disc = j->disc,
		.disc_total = a->second_disc ? 2 : 1,
		.track = j->track};
	struct str cover = {0};
	demo_cover(j->style, 100 * (uint64_t)j->style + (uint64_t)j->album, &cover);
	enum err_code code = tags_write(j->part, &tags, cover.data, cover.len, why);
	str_finish(&cover);
	tags_finish(&tags);
	return code;
}

static enum err_code render(const struct job *j, struct err *why)
{
	enum err_code code = path_make_dirs(j->folder, 0777, why);
	if (code == ERR_OK)
		code = render_sound(j, why);
	if (code == ERR_OK)
		code = write_names(j, why);
	if (code == ERR_OK && rename(j->part, j->path) != 0)
		code = err_sys(why, errno, "cannot rename the finished file");
	if (code != ERR_OK) {
		unlink(j->part);
		err_prefix(why, "cannot render %s", j->path);
	}
	return code;
}

/* ---- all of them: a few threads take track after track */

struct crew {
	const char *dir;
	int64_t total;
	const struct demo_watch *watch;
	struct mutex *lock; /* guards what follows; tell and stop are called under it */
	int64_t next, done;
	struct demo_result result;
	enum err_code code;
	struct err why;
};

/* The next track, or -1 when there is none or work has ended early. */
static int64_t take(struct crew *c)
{
	mutex_lock(c->lock);
	const struct demo_watch *w = c->watch;
	if (c->code == ERR_OK && c->next < c->total && w && w->stop && w->stop(w->ctx))
		c->code = err_set(&c->why, ERR_CANCELLED, "stopped");
	int64_t i = c->code == ERR_OK && c->next < c->total ? c->next++ : -1;
	mutex_unlock(c->lock);
	return i;
}

static void put_back(
	struct crew *c, bool kept, enum err_code code, const struct err *why)
{
	mutex_lock(c->lock);
	if (code == ERR_OK) {
		c->result.kept += kept;
		c->result.rendered += !kept;
		c->done++;
		if (c->watch && c->watch->tell)
			c->watch->tell(c->watch->ctx, c->done, c->total);
	} else if (c->code == ERR_OK) {
		c->code = code;
		c->why = *why;
	}
	mutex_unlock(c->lock);
}

static void work(void *arg)
{
	struct crew *c = arg;
	int64_t i;
	while ((i = take(c)) >= 0) {
		/* Style by turns: whoever stops early has some of each. */
		struct job j = plan(c->dir, (enum synth_style)(i % SYNTH__COUNT),
			(int)(i / SYNTH__COUNT));
		struct err why = {0};
		bool kept = access(j.path, F_OK) == 0;
		put_back(c, kept, kept ? ERR_OK : render(&j, &why), &why);
		job_finish(&j);
	}
}

enum err_code demo_render(const char *dir, int per_style,
	const struct demo_watch *watch, struct demo_result *ret, struct err *why)
{
	if (per_style < 1 || per_style > DEMO_PER_STYLE_MAX)
		return err_set(why, ERR_RANGE, "a style has 1 to %d tracks",
			DEMO_PER_STYLE_MAX);
	struct crew c = {.dir = dir,
		.total = (int64_t)per_style * SYNTH__COUNT,
		.watch = watch,
		.lock = mutex_create(),
		.result = {.styles = SYNTH__COUNT}};
	struct task *helper[HELPERS_MAX];
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	int helpers = cores < 2             ? 0
		      : cores > HELPERS_MAX ? HELPERS_MAX
					    : (int)cores - 1;
	for (int i = 0; i < helpers; i++)
		helper[i] = task_start("demo", work, &c);
	work(&c);
	for (int i = 0; i < helpers; i++)
		task_join(helper[i]);
	mutex_destroy(c.lock);
	if (c.code == ERR_OK)
		*ret = c.result;
	else if (why)
		*why = c.why;
	return c.code;
}
