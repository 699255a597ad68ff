/*
 * Matroska and WebM: duration, the first audio track, and the tags, by walking the
 * segment's children from head to head (clusters of a song are a few hundred).
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/str.h"
#include "container.h"
#include "ebml.h"
#include "model/cue.h"
#include "tag_container.h"

enum {
	INFO = 0x1549A966,
	TIMESTAMP_SCALE = 0x2AD7B1,
	DURATION = 0x4489,
	TITLE = 0x7BA9,
	TRACKS = 0x1654AE6B,
	TRACK_ENTRY = 0xAE,
	TRACK_TYPE = 0x83,
	CODEC_ID = 0x86,
	AUDIO = 0xE1,
	SAMPLING = 0xB5,
	OUTPUT_SAMPLING = 0x78B5,
	CHANNELS = 0x9F,
	BIT_DEPTH = 0x6264,
	TAGS = 0x1254C367,
	TAG = 0x7373,
	TARGETS = 0x63C0,
	TARGET_VALUE = 0x68CA,
	SIMPLE_TAG = 0x67C8,
	TAG_NAME = 0x45A3,
	TAG_STRING = 0x4487,
	ATTACHMENTS = 0x1941A469,
	ATTACHED_FILE = 0x61A7,
	MIME_TYPE = 0x4660
};
enum { AUDIO_TRACK = 2, TARGET_ALBUM = 50, NAME_BYTES = 64, BITS_MAX = 64 };

struct matroska {
	int fd;
	struct container_facts *f;
	int left; /* elements that may still be looked at */
	double scale_ns, duration;
	/* The track entry that is being read. */
	int type, channels, bits;
	double rate_hz, output_rate_hz;
	char codec[NAME_BYTES];
	/* The tag, and its pair of name and value. */
	uint64_t target;
	char name[NAME_BYTES];
	struct ebml value;
};

typedef void visit_fn(struct matroska *m, const struct ebml *e);

static void each(struct matroska *m, const struct ebml *parent, visit_fn *visit)
{
	struct ebml e;
	int64_t end = parent->body + parent->size, at = parent->body;
	while (m->left-- > 0 && ebml_at(m->fd, at, end, &e) && e.size >= 0) {
		visit(m, &e);
		at = e.body + e.size;
	}
}

static uint64_t number(struct matroska *m, const struct ebml *e)
{
	unsigned char p[8];
	uint64_t v = 0;
	if (e->size > 8 || io_pread_full(m->fd, p, (size_t)e->size, e->body) != e->size)
		return 0;
	for (int i = 0; i < e->size; i++)
		v = v << 8 | p[i];
	return v;
}

static double real(struct matroska *m, const struct ebml *e)
{
	uint64_t bits = number(m, e);
	if (e->size == 4) {
		float v;
		uint32_t low = (uint32_t)bits;
		memcpy(&v, &low, sizeof v);
		return (double)v;
	}
	double v = 0;
	if (e->size == 8)
		memcpy(&v, &bits, sizeof v);
	return v;
}

static void text(struct matroska *m, const struct ebml *e, char *out, size_t size)
{
	size_t n = (uint64_t)e->size < size ? (size_t)e->size : size - 1;
	ssize_t got = io_pread_full(m->fd, out, n, e->body);
	out[got > 0 ? got : 0] = '\0';
}

static void tell(struct matroska *m, const char *name, const struct ebml *e)
{
	if (e->size <= 0 || e->size > CUE_TEXT_MAX)
		return;
	char *value = xmalloc((size_t)e->size);
	ssize_t n = io_pread_full(m->fd, value, (size_t)e->size, e->body);
	if (n > 0)
		m->f->text(m->f->ctx, name, value, strnlen(value, (size_t)n));
	free(value);
}

/* ---- properties */

static void visit_info(struct matroska *m, const struct ebml *e)
{
	if (e->id == TIMESTAMP_SCALE)
		m->scale_ns = (double)number(m, e);
	else if (e->id == DURATION)
		m->duration = real(m, e);
}

static void visit_audio(struct matroska *m, const struct ebml *e)
{
	if (e->id == SAMPLING)
		m->rate_hz = real(m, e);
	else if (e->id == OUTPUT_SAMPLING)
		m->output_rate_hz = real(m, e);
	else if (e->id == CHANNELS)
		m->channels = (int)(number(m, e) & 0xFF);
	else if (e->id == BIT_DEPTH)
		m->bits = (int)(number(m, e) & 0xFF);
}

static void visit_entry(struct matroska *m, const struct ebml *e)
{
	if (e->id == TRACK_TYPE)
		m->type = (int)(number(m, e) & 0xFF);
	else if (e->id == CODEC_ID)
		text(m, e, m->codec, sizeof m->codec);
	else if (e->id == AUDIO)
		each(m, e, visit_audio);
}

static const char *codec_of(const char *id)
{
	static const struct {
		const char *prefix, *codec;
	} table[] = {{"A_OPUS", "opus"}, {"A_VORBIS", "vorbis"}, {"A_FLAC", "flac"},
		{"A_AAC", "aac"}, {"A_MPEG/L3", "mp3"}, {"A_MPEG/L2", "mp2"},
		{"A_ALAC", "alac"}, {"A_WAVPACK4", "wavpack"}, {"A_TTA1", "tta"},
		{"A_AC3", "ac3"}, {"A_EAC3", "eac3"}, {"A_DTS", "dts"},
		{"A_TRUEHD", "truehd"}, {"A_PCM", "pcm"}};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (str_starts(id, table[i].prefix))
			return table[i].codec;
	return "other";
}

/* Others write something into the field too. */
static bool is_lossless(const char *codec)
{
	static const char *const names[] = {
		"flac", "alac", "wavpack", "tta", "truehd", "pcm"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(codec, names[i]) == 0)
			return true;
	return false;
}

/* The first audio track counts. */
static void visit_tracks(struct matroska *m, const struct ebml *e)
{
	struct container_facts *f = m->f;
	if (e->id != TRACK_ENTRY || f->codec)
		return;
	m->type = m->bits = 0;
	m->channels = 1; /* as the format's own defaults have it */
	m->rate_hz = 8000;
	m->output_rate_hz = 0;
	m->codec[0] = '\0';
	each(m, e, visit_entry);
	double rate_hz = m->output_rate_hz > 0 ? m->output_rate_hz : m->rate_hz;
	if (m->type != AUDIO_TRACK || !(rate_hz >= 1 && rate_hz < 1e7))
		return;
	f->codec = codec_of(m->codec);
	f->rate_hz = (int)(rate_hz + .5);
	f->channels = m->channels;
	f->bits = is_lossless(f->codec) && m->bits <= BITS_MAX ? m->bits : 0;
}

/* ---- tags */

static void visit_targets(struct matroska *m, const struct ebml *e)
{
	if (e->id == TARGET_VALUE)
		m->target = number(m, e);
}

static void visit_pair(struct matroska *m, const struct ebml *e)
{
	if (e->id == TAG_NAME)
		text(m, e, m->name, sizeof m->name);
	else if (e->id == TAG_STRING)
		m->value = *e;
}

static const char *field_of(const struct matroska *m)
{
	/* Of an album its title is the album's. Only a value that is written counts:
	 * ffmpeg leaves it out and means the file. */
	static const char *const names[][3] = {/* is called, of an album, else */
		{"TITLE", "ALBUM", "TITLE"}, {"ARTIST", "ALBUMARTIST", "ARTIST"},
		{"ALBUM_ARTIST", "ALBUMARTIST", "ALBUMARTIST"},
		{"PART_NUMBER", "DISCNUMBER", "TRACKNUMBER"},
		{"TRACK", "TRACKNUMBER", "TRACKNUMBER"},
		{"TOTAL_PARTS", "TRACKTOTAL", "TRACKTOTAL"},
		{"DATE_RELEASED", "DATE", "DATE"}, {"DATE_RECORDED", "DATE", "DATE"}};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(m->name, names[i][0]) == 0)
			return names[i][m->target >= TARGET_ALBUM ? 1 : 2];
	return m->name;
}

static void visit_tag(struct matroska *m, const struct ebml *e)
{
	if (e->id == TARGETS)
		each(m, e, visit_targets);
	if (e->id != SIMPLE_TAG)
		return;
	m->name[0] = '\0';
	m->value.size = 0;
	each(m, e, visit_pair);
	for (char *p = m->name; *p; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 32);
	if (m->name[0])
		tell(m, field_of(m), &m->value);
}

static void visit_tags(struct matroska *m, const struct ebml *e)
{
	m->target = 0;
	if (e->id == TAG)
		each(m, e, visit_tag);
}

static void visit_attached(struct matroska *m, const struct ebml *e)
{
	char mime[NAME_BYTES];
	if (e->id != MIME_TYPE)
		return;
	text(m, e, mime, sizeof mime);
	m->f->has_picture |= str_starts(mime, "image/");
}

static void visit_attachment(struct matroska *m, const struct ebml *e)
{
	if (e->id == ATTACHED_FILE)
		each(m, e, visit_attached);
}

static void visit_info_title(struct matroska *m, const struct ebml *e)
{
	if (e->id == TITLE)
		tell(m, "TITLE", e);
}

static void visit_segment(struct matroska *m, const struct ebml *e)
{
	if (e->id == INFO) {
		each(m, e, visit_info);
		each(m, e, visit_info_title);
	} else if (e->id == TRACKS) {
		each(m, e, visit_tracks);
	} else if (e->id == TAGS) {
		each(m, e, visit_tags);
	} else if (e->id == ATTACHMENTS) {
		each(m, e, visit_attachment);
	}
}

void matroska_read(int fd, struct container_facts *f)
{
	struct matroska m = {
		.fd = fd, .f = f, .left = MATROSKA_ELEMENTS_MAX, .scale_ns = 1e6};
	struct stat st;
	struct ebml e;
	int64_t at = container_front_end(fd);
	if (fstat(fd, &st) != 0 || !ebml_at(fd, at, st.st_size, &e) || e.size < 0)
		return;
	if (!ebml_at(fd, e.body + e.size, st.st_size, &e) || e.id != MATROSKA_SEGMENT)
		return;
	if (e.size < 0)
		e.size = st.st_size - e.body;
	each(&m, &e, visit_segment);
	double ms = m.duration * m.scale_ns / 1e6;
	f->duration_ms = ms > 0 && ms < 1e12 ? (int64_t)(ms + .5) : 0;
}
