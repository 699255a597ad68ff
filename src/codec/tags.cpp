/*
 * TagLib behind a C face. Its class is built from our own sniff: a third faster than
 * letting it guess, and right for wrong extensions. It reads through a small cache over
 * pread, with a budget, so that no file makes it read for ever.
 */
extern "C" {
#include "codec/tags.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "codec/sniff.h"
}

#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

#include <aifffile.h>
#include <apetag.h>
#include <attachedpictureframe.h>
#include <flacfile.h>
#include <id3v2framefactory.h>
#include <id3v2tag.h>
#include <mpegfile.h>
#include <oggflacfile.h>
#include <opusfile.h>
#include <textidentificationframe.h>
#include <tpropertymap.h>
#include <uniquefileidentifierframe.h>
#include <vorbisfile.h>
#include <wavfile.h>
#include <xiphcomment.h>

#include "tag_text.h"

namespace
{

/* A read-only stream over a borrowed descriptor: three windows, least recently used
 * first out (head, frames and the end of a file are visited in turn). */
class FdStream : public TagLib::IOStream
{
      public:
	explicit FdStream(int descriptor) : fd(descriptor)
	{
		struct stat st;
		size = fstat(fd, &st) == 0 ? static_cast<long>(st.st_size) : 0;
	}
	TagLib::FileName name() const override
	{
		return "";
	}
	TagLib::ByteVector readBlock(unsigned long length) override
	{
		if (at < 0 || at >= size || length == 0 || spent > BUDGET)
			return TagLib::ByteVector();
		if (length > static_cast<unsigned long>(size - at))
			length = static_cast<unsigned long>(size - at);
		if (length > BLOCK_MAX)
			length = BLOCK_MAX;
		spent += static_cast<long>(length);
		TagLib::ByteVector out =
			length <= WINDOW / 2 ? from_window(length) : straight(length);
		at += static_cast<long>(out.size());
		return out;
	}
	void writeBlock(const TagLib::ByteVector &) override
	{
	}
	void insert(const TagLib::ByteVector &, unsigned long, unsigned long) override
	{
	}
	void removeBlock(unsigned long, unsigned long) override
	{
	}
	bool readOnly() const override
	{
		return true;
	}
	bool isOpen() const override
	{
		return true;
	}
	void seek(long offset, Position p) override
	{
		at = p == Beginning ? offset
		     : p == Current ? at + offset
				    : size + offset;
	}
	long tell() const override
	{
		return at;
	}
	long length() override
	{
		return size;
	}
	void truncate(long) override
	{
	}

      private:
	static const unsigned long WINDOW = 8192, BLOCK_MAX = 64UL << 20;
	static const long BUDGET = 256L << 20;
	static const int WINDOWS = 3;
	struct window {
		char data[WINDOW];
		long from = 0, used = 0;
		ssize_t n = 0;
	};

	TagLib::ByteVector straight(unsigned long n)
	{
		TagLib::ByteVector v(static_cast<unsigned>(n), 0);
		ssize_t k = pread(fd, v.data(), n, at);
		v.resize(k > 0 ? static_cast<unsigned>(k) : 0);
		return v;
	}
	TagLib::ByteVector from_window(unsigned long n)
	{
		window *oldest = &windows[0];
		for (auto &w : windows) {
			if (at >= w.from && at + static_cast<long>(n) <= w.from + w.n) {
				w.used = ++clock;
				return TagLib::ByteVector(w.data + (at - w.from),
					static_cast<unsigned>(n));
			}
			if (w.used < oldest->used)
				oldest = &w;
		}
		/* Near the end the window reaches back: tags are read from there. */
		long from = at + static_cast<long>(WINDOW) > size
				    ? size - static_cast<long>(WINDOW)
				    : at;
		oldest->from = from < 0 ? 0 : from;
		oldest->n = pread(fd, oldest->data, WINDOW, oldest->from);
		oldest->used = ++clock;
		long have = oldest->from + (oldest->n > 0 ? oldest->n : 0) - at;
		if (have < static_cast<long>(n))
			n = have > 0 ? static_cast<unsigned long>(have) : 0;
		return TagLib::ByteVector(
			oldest->data + (at - oldest->from), static_cast<unsigned>(n));
	}

	int fd;
	long size, at = 0, spent = 0, clock = 0;
	window windows[WINDOWS];
};

/* What the fields are called: in Vorbis comments and APE, as an ID3v2 frame, as a TXXX.
 */
struct field_name {
	const char *vorbis, *vorbis2, *frame, *txxx;
};
enum field {
	F_TITLE,
	F_ARTIST,
	F_ALBUM_ARTIST,
	F_ALBUM,
	F_GENRE,
	F_COMPOSER,
	F_DATE,
	F_MB_RECORDING,
	F_MB_ALBUM,
	F_TRACK,
	F_TRACK_TOTAL,
	F_DISC,
	F_DISC_TOTAL,
	F_TRACK_GAIN,
	F_TRACK_PEAK,
	F_ALBUM_GAIN,
	F_ALBUM_PEAK,
	F__COUNT
};
const field_name names[F__COUNT] = {
	{"TITLE", nullptr, "TIT2", nullptr},
	{"ARTIST", nullptr, "TPE1", nullptr},
	{"ALBUMARTIST", "ALBUM ARTIST", "TPE2", "ALBUMARTIST"},
	{"ALBUM", nullptr, "TALB", nullptr},
	{"GENRE", nullptr, nullptr, nullptr},
	{"COMPOSER", nullptr, "TCOM", nullptr},
	{"DATE", "YEAR", "TDRC", "YEAR"},
	{"MUSICBRAINZ_TRACKID", nullptr, nullptr, nullptr},
	{"MUSICBRAINZ_ALBUMID", nullptr, nullptr, "MUSICBRAINZ ALBUM ID"},
	{"TRACKNUMBER", "TRACK", "TRCK", nullptr},
	{"TRACKTOTAL", "TOTALTRACKS", nullptr, nullptr},
	{"DISCNUMBER", "DISC", "TPOS", nullptr},
	{"DISCTOTAL", "TOTALDISCS", nullptr, nullptr},
	{"REPLAYGAIN_TRACK_GAIN", nullptr, nullptr, "REPLAYGAIN_TRACK_GAIN"},
	{"REPLAYGAIN_TRACK_PEAK", nullptr, nullptr, "REPLAYGAIN_TRACK_PEAK"},
	{"REPLAYGAIN_ALBUM_GAIN", nullptr, nullptr, "REPLAYGAIN_ALBUM_GAIN"},
	{"REPLAYGAIN_ALBUM_PEAK", nullptr, nullptr, "REPLAYGAIN_ALBUM_PEAK"},
};

/* Raw texts of a file, field by field, before repair. */
struct raw {
	TagLib::String text[F__COUNT];
	bool has_picture = false;
};

/* Several artists in one field are all shown; of genres the first one counts. */
TagLib::String joined(const TagLib::StringList &list, int field)
{
	if (list.isEmpty())
		return TagLib::String();
	return field == F_GENRE || list.size() == 1 ? list.front()
						    : list.toString("; ");
}

void set_if_empty(raw &r, int field, const TagLib::String &s)
{
	if (r.text[field].isEmpty())
		r.text[field] = s;
}

void read_xiph(const TagLib::Ogg::XiphComment *c, raw &r)
{
	if (!c)
		return;
	const TagLib::Ogg::FieldListMap &map = c->fieldListMap();
	for (int f = 0; f < F__COUNT; f++) {
		for (const char *key : {names[f].vorbis, names[f].vorbis2}) {
			if (!key)
				continue;
			auto it = map.find(key);
			if (it != map.end())
				set_if_empty(r, f, joined(it->second, f));
		}
	}
	r.has_picture |=
		!const_cast<TagLib::Ogg::XiphComment *>(c)->pictureList().isEmpty();
}

/* Opus files say their gain relative to -23 LUFS in steps of 1/256 dB (RFC 7845). */
void read_r128(const TagLib::Ogg::XiphComment *c, raw &r)
{
	static const struct {
		const char *key;
		int field;
	} gains[] = {
		{"R128_TRACK_GAIN", F_TRACK_GAIN}, {"R128_ALBUM_GAIN", F_ALBUM_GAIN}};
	for (const auto &g : gains) {
		auto it = c->fieldListMap().find(g.key);
		bool ok = false;
		if (it == c->fieldListMap().end() || it->second.isEmpty())
			continue;
		int steps = it->second.front().toInt(&ok);
		if (ok && steps >= -32768 && steps <= 32767)
			set_if_empty(r, g.field,
				TagLib::String(std::to_string(steps / 256.0 + 5)));
	}
}

void read_txxx(const TagLib::ID3v2::FrameList &list, raw &r)
{
	for (const auto *frame : list) {
		auto *t = dynamic_cast<
			const TagLib::ID3v2::UserTextIdentificationFrame *>(frame);
		if (!t)
			continue;
		TagLib::String key = t->description().upper();
		TagLib::StringList values = t->fieldList();
		if (values.size() < 2)
			continue;
		for (int f = 0; f < F__COUNT; f++)
			if (names[f].txxx && key == names[f].txxx)
				set_if_empty(r, f, values[1]);
	}
}

void read_id3v2(const TagLib::ID3v2::Tag *tag, raw &r)
{
	if (!tag)
		return;
	const TagLib::ID3v2::FrameListMap &map = tag->frameListMap();
	for (int f = 0; f < F__COUNT; f++) {
		if (!names[f].frame)
			continue;
		auto it = map.find(names[f].frame);
		if (it == map.end() || it->second.isEmpty())
			continue;
		auto *t = dynamic_cast<const TagLib::ID3v2::TextIdentificationFrame *>(
			it->second.front());
		if (t)
			set_if_empty(r, f, joined(t->fieldList(), f));
	}
	auto extra = map.find("TXXX");
	if (extra != map.end())
		read_txxx(extra->second, r);
	auto ids = map.find("UFID");
	if (ids != map.end()) {
		for (const auto *frame : ids->second) {
			auto *u = dynamic_cast<
				const TagLib::ID3v2::UniqueFileIdentifierFrame *>(
				frame);
			if (u && u->owner() == "http://musicbrainz.org")
				set_if_empty(r, F_MB_RECORDING,
					TagLib::String(u->identifier()));
		}
	}
	if (map.contains("TCON"))
		set_if_empty(r, F_GENRE, tag->genre()); /* resolves "(17)" */
	r.has_picture |= map.contains("APIC");
}

void read_ape(const TagLib::APE::Tag *tag, raw &r)
{
	if (!tag)
		return;
	const TagLib::APE::ItemListMap &map = tag->itemListMap();
	for (int f = 0; f < F__COUNT; f++) {
		for (const char *key : {names[f].vorbis, names[f].vorbis2}) {
			if (!key)
				continue;
			auto it = map.find(key);
			if (it != map.end() &&
				it->second.type() == TagLib::APE::Item::Text)
				set_if_empty(r, f, joined(it->second.values(), f));
		}
	}
	r.has_picture |= map.contains("COVER ART (FRONT)");
}

/* What every kind of tag can say: ID3v1 and RIFF INFO. */
void read_plain(const TagLib::Tag *tag, raw &r)
{
	if (!tag)
		return;
	set_if_empty(r, F_TITLE, tag->title());
	set_if_empty(r, F_ARTIST, tag->artist());
	set_if_empty(r, F_ALBUM, tag->album());
	set_if_empty(r, F_GENRE, tag->genre());
	if (tag->year())
		set_if_empty(r, F_DATE,
			TagLib::String::number(static_cast<int>(tag->year())));
	if (tag->track())
		set_if_empty(r, F_TRACK,
			TagLib::String::number(static_cast<int>(tag->track())));
}

void take_properties(const TagLib::AudioProperties *p, int bits, struct tags *t)
{
	if (!p)
		return;
	t->duration_ms = p->lengthInMilliseconds() > 0 ? p->lengthInMilliseconds() : 0;
	t->rate_hz = p->sampleRate() > 0 ? p->sampleRate() : 0;
	t->channels = p->channels() > 0 ? p->channels() : 0;
	t->bitrate_kbps = p->bitrate() > 0 ? p->bitrate() : 0;
	t->bits = bits > 0 && bits <= 64 ? bits : 0;
}

const TagLib::AudioProperties::ReadStyle STYLE = TagLib::AudioProperties::Average;

void read_mp3(FdStream &s, raw &r, struct tags *t)
{
	TagLib::MPEG::File f(&s, TagLib::ID3v2::FrameFactory::instance(), true, STYLE);
	read_id3v2(f.ID3v2Tag(), r);
	read_ape(f.APETag(), r);
	if (f.hasID3v1Tag())
		read_plain(f.tag(), r);
	take_properties(f.audioProperties(), 0, t);
}

void read_flac(FdStream &s, raw &r, struct tags *t)
{
	s.seek(0, TagLib::IOStream::Beginning);
	if (s.readBlock(4) == TagLib::ByteVector("OggS", 4)) {
		TagLib::Ogg::FLAC::File f(&s, true, STYLE);
		read_xiph(f.tag(), r);
		take_properties(f.audioProperties(),
			f.audioProperties() ? f.audioProperties()->bitsPerSample() : 0,
			t);
		return;
	}
	TagLib::FLAC::File f(&s, TagLib::ID3v2::FrameFactory::instance(), true, STYLE);
	if (f.hasXiphComment())
		read_xiph(f.xiphComment(), r);
	if (f.hasID3v2Tag())
		read_id3v2(f.ID3v2Tag(), r);
	r.has_picture |= !f.pictureList().isEmpty();
	take_properties(f.audioProperties(),
		f.audioProperties() ? f.audioProperties()->bitsPerSample() : 0, t);
}

void read_file(FdStream &s, enum format format, raw &r, struct tags *t)
{
	switch (format) {
	case FORMAT_MP3:
		return read_mp3(s, r, t);
	case FORMAT_FLAC:
	case FORMAT_OGG_FLAC:
		return read_flac(s, r, t);
	case FORMAT_VORBIS: {
		TagLib::Ogg::Vorbis::File f(&s, true, STYLE);
		read_xiph(f.tag(), r);
		return take_properties(f.audioProperties(), 0, t);
	}
	case FORMAT_OPUS: {
		TagLib::Ogg::Opus::File f(&s, true, STYLE);
		read_xiph(f.tag(), r);
		if (f.tag())
			read_r128(f.tag(), r);
		return take_properties(f.audioProperties(), 0, t);
	}
	case FORMAT_WAV: {
		TagLib::RIFF::WAV::File f(&s, true, STYLE);
		if (f.hasID3v2Tag())
			read_id3v2(f.ID3v2Tag(), r);
		read_plain(f.tag(), r);
		return take_properties(f.audioProperties(),
			f.audioProperties() ? f.audioProperties()->bitsPerSample() : 0,
			t);
	}
	case FORMAT_AIFF: {
		TagLib::RIFF::AIFF::File f(&s, true, STYLE);
		if (f.hasID3v2Tag())
			read_id3v2(f.tag(), r);
		return take_properties(f.audioProperties(),
			f.audioProperties() ? f.audioProperties()->bitsPerSample() : 0,
			t);
	}
	default:
		return;
	}
}

/* Latin-1 frames often hold something else: the bytes decide (tag_text.h). */
char *clean(const TagLib::String &s)
{
	if (s.isEmpty())
		return nullptr;
	if (s.isLatin1() && !s.isAscii()) {
		std::string bytes = s.to8Bit(false);
		return tag_text_from_bytes(bytes.data(), bytes.size());
	}
	std::string text = s.to8Bit(true);
	return tag_text_clean(text.data(), text.size());
}

bool clean_number(const TagLib::String &s, double limit, float *ret)
{
	char *text = clean(s);
	bool ok = text && tag_text_gain(text, limit, ret);
	free(text);
	return ok;
}

void fill(raw &r, struct tags *t)
{
	char **const made[] = {&t->title, &t->artist, &t->album_artist, &t->album,
		&t->genre, &t->composer, nullptr, &t->mb_recording, &t->mb_album};
	for (int f = 0; f <= F_MB_ALBUM; f++)
		if (made[f])
			*made[f] = clean(r.text[f]);
	char *date = clean(r.text[F_DATE]), *track = clean(r.text[F_TRACK]),
	     *disc = clean(r.text[F_DISC]), *tracks = clean(r.text[F_TRACK_TOTAL]),
	     *discs = clean(r.text[F_DISC_TOTAL]);
	t->date = tag_text_date(date, &t->year);
	tag_text_pair(track, tracks, &t->track, &t->track_total);
	tag_text_pair(disc, discs, &t->disc, &t->disc_total);
	for (char *s : {date, track, disc, tracks, discs})
		free(s);
	t->has_track_gain = clean_number(r.text[F_TRACK_GAIN], 60, &t->track_gain_db);
	t->has_album_gain = clean_number(r.text[F_ALBUM_GAIN], 60, &t->album_gain_db);
	if (!clean_number(r.text[F_TRACK_PEAK], 100, &t->track_peak))
		t->track_peak = 0;
	if (!clean_number(r.text[F_ALBUM_PEAK], 100, &t->album_peak))
		t->album_peak = 0;
	t->has_picture = r.has_picture;
}

enum err_code check(int fd, enum format f, struct err *why)
{
	struct stat st;
	if (f != FORMAT_UNKNOWN)
		return ERR_OK;
	if (fstat(fd, &st) == 0 && st.st_size == 0)
		return err_set(why, ERR_FORMAT, "the file is empty");
	return err_set(why, ERR_FORMAT,
		"it is none of MP3, FLAC, Ogg Vorbis, Opus, WAV and AIFF");
}

} // namespace

extern "C" enum err_code tags_read_fd(int fd, struct tags *ret, struct err *why)
{
	struct tags t = {};
	struct payload payload;
	enum format format = sniff_fd(fd);
	enum err_code code = check(fd, format, why);
	if (code == ERR_OK)
		code = payload_of(fd, format, &payload, why);
	if (code != ERR_OK)
		return code;
	try {
		std::unique_ptr<FdStream> s(new FdStream(fd));
		raw r;
		read_file(*s, format, r, &t);
		fill(r, &t);
	} catch (const std::exception &e) {
		tags_finish(&t);
		return err_set(
			why, ERR_FORMAT, "its tags cannot be read (%s)", e.what());
	}
	if (t.rate_hz <= 0 || t.channels <= 0) {
		tags_finish(&t);
		return err_set(why, ERR_FORMAT, "its %s header is damaged",
			format_name(format));
	}
	t.codec = codec_name(format_name(format));
	t.payload_bytes = payload.bytes;
	t.payload_digest = payload.digest;
	*ret = t;
	return ERR_OK;
}
