/* Pictures attached to Matroska files: "cover.jpg" and the like first, else the first
 * one that is small enough. */
#include <string.h>
#include <sys/stat.h>

#include "base/io.h"
#include "base/str.h"
#include "codec/picture.h"
#include "container.h"
#include "ebml.h"

enum {
	ATTACHMENTS = 0x1941A469,
	ATTACHED_FILE = 0x61A7,
	FILE_NAME = 0x466E,
	MIME_TYPE = 0x4660,
	FILE_DATA = 0x465C,
	NAME_BYTES = 64,
	ELEMENTS_MAX = 1000
};

bool matroska_picture(int fd, int64_t *ret_at, int64_t *ret_size);

static void read_text(int fd, const struct ebml *e, char out[NAME_BYTES])
{
	size_t n = (uint64_t)e->size < NAME_BYTES ? (size_t)e->size : NAME_BYTES - 1;
	ssize_t got = io_pread_full(fd, out, n, e->body);
	out[got > 0 ? got : 0] = '\0';
}

/* False: it is no picture. */
static bool read_attached(
	int fd, const struct ebml *file, struct ebml *ret_data, bool *ret_cover)
{
	char mime[NAME_BYTES] = "", name[NAME_BYTES] = "";
	struct ebml e;
	int64_t end = file->body + file->size;
	int left = ELEMENTS_MAX;
	*ret_data = (struct ebml){0};
	for (int64_t at = file->body;
		left-- > 0 && ebml_at(fd, at, end, &e) && e.size >= 0;
		at = e.body + e.size) {
		if (e.id == MIME_TYPE)
			read_text(fd, &e, mime);
		else if (e.id == FILE_NAME)
			read_text(fd, &e, name);
		else if (e.id == FILE_DATA)
			*ret_data = e;
	}
	*ret_cover = str_starts(name, "cover.");
	return str_starts(mime, "image/") && ret_data->size > 0 &&
	       ret_data->size <= PICTURE_FILE_MAX;
}

static bool look(int fd, const struct ebml *all, int64_t *ret_at, int64_t *ret_size)
{
	struct ebml file, data;
	int64_t end = all->body + all->size;
	int left = ELEMENTS_MAX;
	bool found = false, cover = false;
	for (int64_t at = all->body;
		!cover && left-- > 0 && ebml_at(fd, at, end, &file) && file.size >= 0;
		at = file.body + file.size) {
		if (file.id != ATTACHED_FILE ||
			!read_attached(fd, &file, &data, &cover) || (found && !cover))
			continue;
		found = true;
		*ret_at = data.body;
		*ret_size = data.size;
	}
	return found;
}

bool matroska_picture(int fd, int64_t *ret_at, int64_t *ret_size)
{
	struct stat st;
	struct ebml e;
	int left = MATROSKA_ELEMENTS_MAX;
	int64_t at = container_front_end(fd);
	if (fstat(fd, &st) != 0 || !ebml_at(fd, at, st.st_size, &e) || e.size < 0 ||
		!ebml_at(fd, e.body + e.size, st.st_size, &e) ||
		e.id != MATROSKA_SEGMENT)
		return false;
	int64_t end = e.size < 0 ? st.st_size : e.body + e.size;
	for (at = e.body; left-- > 0 && ebml_at(fd, at, end, &e) && e.size >= 0;
		at = e.body + e.size)
		if (e.id == ATTACHMENTS && look(fd, &e, ret_at, ret_size))
			return true;
	return false;
}
