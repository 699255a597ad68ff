#include "suggest/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "snapshot_block.h"
#include "suggest/taste.h"

static const uint64_t MAGIC = 0x31306e7373616c74; /* "tlassn01" */
enum { PENDING_MAX = 1 << 16 };

struct header {
	uint64_t magic;
	int64_t made_ms;
	uint64_t size[PART__COUNT];
};

static const size_t element_size[PART__COUNT] = {
	[PART_ITEMS] = sizeof(struct snapshot_item),
	[PART_LISTENS] = sizeof(struct snapshot_listen),
	[PART_FEEDBACKS] = sizeof(struct snapshot_feedback),
	[PART_SLATES] = sizeof(struct snapshot_slate),
	[PART_MEMBERS] = sizeof(struct snapshot_member),
	[PART_CLUSTERS] = sizeof(struct snapshot_cluster),
	[PART_TEXT] = 1,
	[PART_FEATURES] = sizeof(struct snapshot_feature),
};

static void flush(struct snapshot_writer *w)
{
	if (!w->failed && w->pending.len &&
		io_write_full(w->fd, w->pending.data, w->pending.len) != 0) {
		w->failed = true;
		w->sys = errno;
	}
	str_reset(&w->pending);
}

enum err_code snapshot_writer_open(struct snapshot_writer *w, struct err *why)
{
	*w = (struct snapshot_writer){0};
	w->fd = memfd_create("linnet-snapshot", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (w->fd < 0)
		return err_sys(
			why, errno, "cannot make a snapshot for the taste worker");
	struct header h = {0};
	str_append_n(&w->pending, (const char *)&h, sizeof h);
	return ERR_OK;
}

static void pad(struct snapshot_writer *w)
{
	static const char zeros[8];
	size_t over = w->part_size[w->part] % 8;
	if (over)
		str_append_n(&w->pending, zeros, 8 - over);
}

void snapshot_writer_part(struct snapshot_writer *w, enum snapshot_part part)
{
	pad(w);
	w->part = part;
}

void snapshot_writer_add(struct snapshot_writer *w, const void *p, size_t n)
{
	str_append_n(&w->pending, p, n);
	w->part_size[w->part] += n;
	if (w->pending.len >= PENDING_MAX)
		flush(w);
}

void snapshot_writer_abandon(struct snapshot_writer *w)
{
	str_finish(&w->pending);
	close(w->fd);
}

enum err_code snapshot_writer_finish(
	struct snapshot_writer *w, int64_t made_ms, int *ret_fd, struct err *why)
{
	pad(w);
	flush(w);
	struct header h = {.magic = MAGIC, .made_ms = made_ms};
	for (int i = 0; i < PART__COUNT; i++)
		h.size[i] = w->part_size[i];
	if (!w->failed && pwrite(w->fd, &h, sizeof h, 0) != (ssize_t)sizeof h) {
		w->failed = true;
		w->sys = errno;
	}
	int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL;
	if (!w->failed && fcntl(w->fd, F_ADD_SEALS, seals) != 0) {
		w->failed = true;
		w->sys = errno;
	}
	if (w->failed) {
		int sys = w->sys;
		snapshot_writer_abandon(w);
		return err_sys(
			why, sys, "cannot write the snapshot for the taste worker");
	}
	str_finish(&w->pending);
	*ret_fd = w->fd;
	return ERR_OK;
}

enum err_code snapshot_seal(const struct snapshot *s, int *ret_fd, struct err *why)
{
	const struct {
		const void *data;
		size_t n;
	} part[PART__COUNT] = {
		[PART_ITEMS] = {s->item, s->items},
		[PART_LISTENS] = {s->listen, s->listens},
		[PART_FEEDBACKS] = {s->feedback, s->feedbacks},
		[PART_SLATES] = {s->slate, s->slates},
		[PART_MEMBERS] = {s->member, s->members},
		[PART_CLUSTERS] = {s->cluster, s->clusters},
		[PART_TEXT] = {s->text, s->text_size},
		[PART_FEATURES] = {s->feature, s->features},
	};
	struct snapshot_writer w;
	enum err_code code = snapshot_writer_open(&w, why);
	if (code != ERR_OK)
		return code;
	for (int i = 0; i < PART__COUNT; i++) {
		snapshot_writer_part(&w, (enum snapshot_part)i);
		if (part[i].n)
			snapshot_writer_add(
				&w, part[i].data, part[i].n * element_size[i]);
	}
	return snapshot_writer_finish(&w, s->made_ms, ret_fd, why);
}

static bool in_text(const struct snapshot *s, int32_t at)
{
	return at >= 0 && (size_t)at < s->text_size;
}

/* Nothing that another process wrote is an index before it was looked at. */
static bool indexes_good(const struct snapshot *s)
{
	if (s->text_size && s->text[s->text_size - 1] != '\0')
		return false;
	for (size_t i = 0; i < s->items; i++) {
		const struct snapshot_item *it = &s->item[i];
		if (!in_text(s, it->title_at) || !in_text(s, it->artist_at) ||
			it->cluster < -1 || it->cluster >= (int32_t)s->clusters ||
			(i && it->recording <= s->item[i - 1].recording))
			return false;
	}
	for (size_t i = 0; i < s->listens; i++)
		if (s->listen[i].item < 0 || (size_t)s->listen[i].item >= s->items)
			return false;
	for (size_t i = 0; i < s->members; i++)
		if (s->member[i].item < 0 || (size_t)s->member[i].item >= s->items ||
			s->member[i].list < 0)
			return false;
	for (size_t i = 0; i < s->clusters; i++)
		if (!memchr(s->cluster[i].name, 0, sizeof s->cluster[i].name))
			return false;
	for (size_t i = 0; i < s->features; i++)
		if (s->feature[i].item < 0 || (size_t)s->feature[i].item >= s->items)
			return false;
	return true;
}

static bool parts_fit(const struct header *h, size_t total)
{
	size_t at = sizeof *h;
	for (int i = 0; i < PART__COUNT; i++) {
		if (h->size[i] > total - at || h->size[i] % element_size[i] != 0)
			return false;
		at += (h->size[i] + 7) / 8 * 8;
		if (at > total)
			return false;
	}
	return at == total;
}

static void set_parts(struct snapshot *s, const struct header *h)
{
	const char *part[PART__COUNT];
	size_t n[PART__COUNT];
	const char *p = (const char *)(h + 1);
	for (int i = 0; i < PART__COUNT; i++) {
		part[i] = p;
		n[i] = h->size[i] / element_size[i];
		p += (h->size[i] + 7) / 8 * 8;
	}
	s->made_ms = h->made_ms;
	s->items = n[PART_ITEMS];
	s->item = (const void *)part[PART_ITEMS];
	s->listens = n[PART_LISTENS];
	s->listen = (const void *)part[PART_LISTENS];
	s->feedbacks = n[PART_FEEDBACKS];
	s->feedback = (const void *)part[PART_FEEDBACKS];
	s->slates = n[PART_SLATES];
	s->slate = (const void *)part[PART_SLATES];
	s->members = n[PART_MEMBERS];
	s->member = (const void *)part[PART_MEMBERS];
	s->clusters = n[PART_CLUSTERS];
	s->cluster = (const void *)part[PART_CLUSTERS];
	s->text_size = n[PART_TEXT];
	s->text = part[PART_TEXT];
	s->features = n[PART_FEATURES];
	s->feature = (const void *)part[PART_FEATURES];
}

enum err_code snapshot_map(int fd, struct snapshot *ret, struct err *why)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return err_sys(why, errno, "cannot read the snapshot");
	size_t size = (size_t)st.st_size;
	if (size < sizeof(struct header))
		return err_set(why, ERR_CORRUPT, "the snapshot is cut short");
	void *block = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (block == MAP_FAILED)
		return err_sys(why, errno, "cannot map the snapshot");
	struct snapshot s = {.block = block, .block_size = size};
	const struct header *h = block;
	bool good = h->magic == MAGIC && parts_fit(h, size);
	if (good) {
		set_parts(&s, h);
		good = indexes_good(&s);
	}
	if (!good) {
		munmap(block, size);
		return err_set(why, ERR_CORRUPT, "the snapshot is malformed");
	}
	*ret = s;
	return ERR_OK;
}

void snapshot_finish(struct snapshot *s)
{
	if (s->block)
		munmap(s->block, s->block_size);
	*s = (struct snapshot){0};
}
