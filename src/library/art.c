/*
 * One file a message: when the worker dies or hangs, it is that file's fault, and the
 * next one may be better. The worker stays for the next question.
 */
#include "library/art.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/str.h"
#include "tags_art.h"

enum { SECONDS = 5, NAMES = 4, EXTENSIONS = 3 };

struct art_reader {
	char *exe;                /* owned; NULL: this program */
	struct worker *worker;    /* owned; NULL: rests */
	const _Atomic bool *stop; /* borrowed; NULL: none */
};

struct art_reader *art_reader_create(const char *exe, const _Atomic bool *stop)
{
	struct art_reader *r = xcalloc(1, sizeof *r);
	r->exe = xstrdup(exe);
	r->stop = stop;
	return r;
}

void art_reader_rest(struct art_reader *r)
{
	worker_stop(r->worker);
	r->worker = NULL;
}

void art_reader_destroy(struct art_reader *r)
{
	if (!r)
		return;
	art_reader_rest(r);
	free(r->exe);
	free(r);
}

/* ---- files beside a file */

static int open_file(int dir, const char *path)
{
	struct stat st;
	int fd = openat(dir, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* The best of a folder's names: rank() gives 0 for what is none, and smaller numbers for
 * better ones. */
static int open_best(const char *dir, const void *ctx,
	unsigned (*rank)(const void *ctx, const char *name))
{
	DIR *d = opendir(dir);
	char *best = NULL;
	unsigned best_rank = ~0U;
	if (!d)
		return -1;
	for (struct dirent *e; (e = readdir(d));) {
		unsigned r = rank(ctx, e->d_name);
		/* Of names that differ in case only always the same one. */
		if (r == 0 || r > best_rank ||
			(r == best_rank && strcmp(e->d_name, best) > 0))
			continue;
		free(best);
		best = xstrdup(e->d_name);
		best_rank = r;
	}
	int fd = best ? open_file(dirfd(d), best) : -1;
	free(best);
	closedir(d);
	return fd;
}

static unsigned cover_rank(const void *ctx, const char *name)
{
	static const char *const names[NAMES] = {"cover", "folder", "front", "album"};
	static const char *const extensions[EXTENSIONS] = {"jpg", "jpeg", "png"};
	const char *extension = path_extension(name);
	(void)ctx;
	if (extension == name || !*extension)
		return 0;
	size_t n = (size_t)(extension - name) - 1;
	for (unsigned i = 0; i < NAMES; i++)
		for (unsigned k = 0; k < EXTENSIONS; k++)
			if (strlen(names[i]) == n &&
				strncasecmp(name, names[i], n) == 0 &&
				strcasecmp(extension, extensions[k]) == 0)
				return 1 + i * EXTENSIONS + k;
	return 0;
}

/* "CD1", "Disc 2", "disk-03": one of several. */
static bool is_disc(const char *name)
{
	static const char *const words[] = {"cd", "disc", "disk"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t n = strlen(words[i]);
		if (strncasecmp(name, words[i], n) != 0)
			continue;
		const char *p = name + n + strspn(name + n, " -_.");
		return *p >= '0' && *p <= '9' && p[strspn(p, "0123456789")] == '\0';
	}
	return false;
}

int art_open_cover(const char *path)
{
	char *dir = path_dir(path);
	int fd = open_best(dir, NULL, cover_rank);
	if (fd < 0 && is_disc(path_base(dir))) {
		char *above = path_dir(dir);
		fd = open_best(above, NULL, cover_rank);
		free(above);
	}
	free(dir);
	return fd;
}

struct sidecar {
	const char *stem, *extension;
	size_t n; /* bytes of the stem */
};

static unsigned sidecar_rank(const void *ctx, const char *name)
{
	const struct sidecar *s = ctx;
	if (strlen(name) != s->n + 1 + strlen(s->extension) || name[s->n] != '.' ||
		strcasecmp(name + s->n + 1, s->extension) != 0 ||
		strncasecmp(name, s->stem, s->n) != 0)
		return 0;
	return strncmp(name, s->stem, s->n) == 0 ? 1 : 2;
}

int art_open_lyrics(const char *path, const char *extension)
{
	const char *name = path_base(path), *end = path_extension(name);
	struct sidecar s = {.stem = name, .extension = extension, .n = strlen(name)};
	if (*end)
		s.n = (size_t)(end - name) - 1;
	char *dir = path_dir(path);
	int fd = open_best(dir, &s, sidecar_rank);
	free(dir);
	return fd;
}

/* ---- questions */

/* Takes the descriptor over; -1: there is nothing to ask about. */
static enum err_code ask(struct art_reader *r, uint32_t type, int fd, int side,
	struct worker_message *reply, struct err *why)
{
	const struct worker_limits limits = {
		.seconds_per_message = SECONDS, .urgent = true};
	struct worker_message m = {.type = type, .fds = {fd}, .n_fds = 1};
	enum err_code code = ERR_OK;
	if (fd < 0)
		return err_set(why, ERR_NOT_FOUND, "there is no such file");
	if (!r->worker)
		code = worker_start(r->exe, "tags", &limits, &r->worker, why);
	bytes_put_u32(&m.payload, (uint32_t)side);
	if (code == ERR_OK) {
		worker_set_stop(r->worker, r->stop);
		code = worker_call(r->worker, &m, reply, why);
	}
	worker_message_finish(&m);
	if (code == ERR_OK && reply->type != type) {
		worker_message_finish(reply);
		code = err_set(why, ERR_WORKER, "the tags worker gave another answer");
	}
	return code;
}

static enum err_code senseless(struct err *why)
{
	return err_set(
		why, ERR_WORKER, "the tags worker gave an answer that makes no sense");
}

static enum err_code ask_picture(
	struct art_reader *r, int fd, int side, struct picture *ret, struct err *why)
{
	struct worker_message reply = {0};
	struct bytes_reader b;
	enum err_code code = ask(r, TAGS_JOB_PICTURE, fd, side, &reply, why);
	if (code != ERR_OK)
		return code;
	bytes_reader_init(&b, reply.payload.data, reply.payload.len);
	picture_get(&b, ret);
	worker_message_finish(&reply);
	return b.bad ? senseless(why) : ERR_OK;
}

enum err_code art_read_picture(struct art_reader *r, const char *path, int side,
	struct picture *ret, struct err *why)
{
	struct err first = {0}, second = {0};
	*ret = (struct picture){0};
	enum err_code code =
		ask_picture(r, open_file(AT_FDCWD, path), side, ret, &first);
	if (code == ERR_OK)
		return ERR_OK;
	if (code == ERR_CANCELLED)
		return err_set(why, code, "%s", first.msg);
	code = ask_picture(r, art_open_cover(path), side, ret, &second);
	if (code == ERR_OK)
		return ERR_OK;
	/* What is wrong with the one that there is says more than that there is none. */
	if (first.code != ERR_NOT_FOUND || code == ERR_NOT_FOUND)
		second = first;
	return err_set(why, second.code, "%s", second.msg);
}

static enum err_code ask_lyrics(struct art_reader *r, uint32_t type, int fd,
	struct lyrics *ret, struct err *why)
{
	struct worker_message reply = {0};
	struct bytes_reader b;
	enum err_code code = ask(r, type, fd, 0, &reply, why);
	if (code != ERR_OK)
		return code;
	bytes_reader_init(&b, reply.payload.data, reply.payload.len);
	lyrics_get(&b, ret);
	worker_message_finish(&reply);
	return b.bad ? senseless(why) : ERR_OK;
}

enum err_code art_read_lyrics(struct art_reader *r, const char *path,
	struct lyrics *ret, enum lyrics_source *ret_source, struct err *why)
{
	static const struct {
		enum lyrics_source source;
		uint32_t type;
		const char *extension; /* NULL: the file itself */
	} places[] = {{LYRICS_LRC, TAGS_JOB_TEXT_LYRICS, "lrc"},
		{LYRICS_TAGS, TAGS_JOB_TAG_LYRICS, NULL},
		{LYRICS_TXT, TAGS_JOB_TEXT_LYRICS, "txt"}};
	struct err worst = {.code = ERR_NOT_FOUND, .msg = "there are no lyrics"};
	*ret = (struct lyrics){0};
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		struct err now = {0};
		int fd = places[i].extension
				 ? art_open_lyrics(path, places[i].extension)
				 : open_file(AT_FDCWD, path);
		if (ask_lyrics(r, places[i].type, fd, ret, &now) == ERR_OK) {
			*ret_source = places[i].source;
			return ERR_OK;
		}
		if (worst.code == ERR_NOT_FOUND && now.code != ERR_NOT_FOUND)
			worst = now;
		if (now.code == ERR_CANCELLED)
			break;
	}
	return err_set(why, worst.code, "%s", worst.msg);
}
