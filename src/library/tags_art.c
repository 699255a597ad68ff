#include "tags_art.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/io.h"
#include "base/mem.h"
#include "codec/picture.h"
#include "text/lyrics.h"

bool tags_art_is(const struct worker_message *m)
{
	return m->type >= TAGS_JOB_PICTURE && m->type <= TAGS_JOB_TEXT_LYRICS;
}

static enum err_code picture(
	struct worker_message *m, struct worker_message *reply, struct err *why)
{
	struct bytes_reader r;
	struct picture p;
	bytes_reader_init(&r, m->payload.data, m->payload.len);
	int side = (int)(bytes_get_u32(&r) & 0xFFFF);
	enum err_code code = picture_read_fd(m->fds[0], side, &p, why);
	if (code == ERR_OK)
		picture_put(&reply->payload, &p);
	picture_finish(&p);
	return code;
}

static enum err_code read_text(int fd, struct str *out, struct err *why)
{
	enum { MOST = LYRICS_BYTES_MAX + 1 }; /* one more tells that it was cut */
	char *bytes = xmalloc(MOST);
	ssize_t n = io_pread_full(fd, bytes, MOST, 0);
	if (n > 0)
		str_append_n(out, bytes, (size_t)n);
	free(bytes);
	return n < 0 ? err_set(why, ERR_IO, "the lyrics cannot be read") : ERR_OK;
}

static enum err_code lyrics(
	struct worker_message *m, struct worker_message *reply, struct err *why)
{
	struct str text = {0};
	struct lyrics l = {0};
	enum err_code code = m->type == TAGS_JOB_TAG_LYRICS
				     ? lyrics_read_fd(m->fds[0], &text, why)
				     : read_text(m->fds[0], &text, why);
	if (code == ERR_OK)
		lyrics_parse(&l, str_text(&text), text.len);
	if (code == ERR_OK && l.n == 0)
		code = err_set(why, ERR_NOT_FOUND, "there are no lyrics in it");
	if (code == ERR_OK)
		lyrics_put(&reply->payload, &l);
	lyrics_finish(&l);
	str_finish(&text);
	return code;
}

enum err_code tags_art_handle(
	struct worker_message *m, struct worker_message *reply, struct err *why)
{
	if (m->n_fds != 1)
		return err_set(
			why, ERR_USAGE, "the tags worker got no file to look into");
	reply->type = m->type;
	return m->type == TAGS_JOB_PICTURE ? picture(m, reply, why)
					   : lyrics(m, reply, why);
}
