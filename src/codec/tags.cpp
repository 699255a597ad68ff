/*
 * TagLib behind a C face. Its class is built from our own sniff: a third faster than
 * letting it guess, and right for wrong extensions. It reads through a small cache over
 * pread, with a budget, so that no file makes it read for ever.
 */
extern "C" {
#include "codec/tags.h"

#include "codec/sniff.h"
}

#include <memory>
#include <string>

#include <sys/stat.h>

#include <aifffile.h>
#include <flacfile.h>
#include <id3v2framefactory.h>
#include <mpegfile.h>
#include <oggflacfile.h>
#include <opusfile.h>
#include <vorbisfile.h>
#include <wavfile.h>

#include "tag_fields.h"
#include "tag_foreign.h"
#include "tag_stream.h"

namespace
{

const TagLib::AudioProperties::ReadStyle STYLE = TagLib::AudioProperties::Average;

/* Opus files say their gain relative to -23 LUFS, 5 dB below ReplayGain's reference, in
 * steps of 1/256 dB (RFC 7845). The decoder applies the header's own gain. */
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
			r.text[g.field] = TagLib::StringList(
				TagLib::String(std::to_string(steps / 256.0 + 5)));
	}
}

void read_mp3(FdStream &s, raw &r, struct tags *t)
{
	TagLib::MPEG::File f(&s, TagLib::ID3v2::FrameFactory::instance(), true, STYLE);
	tag_read_id3v2(f.ID3v2Tag(), r);
	tag_read_ape(f.APETag(), r);
	if (f.hasID3v1Tag())
		tag_read_plain(f.tag(), r);
	tag_take_properties(f.audioProperties(), 0, t);
}

void read_flac(FdStream &s, raw &r, struct tags *t)
{
	TagLib::FLAC::File f(&s, TagLib::ID3v2::FrameFactory::instance(), true, STYLE);
	if (f.hasXiphComment())
		tag_read_xiph(f.xiphComment(), r);
	if (f.hasID3v2Tag())
		tag_read_id3v2(f.ID3v2Tag(), r);
	r.has_picture |= !f.pictureList().isEmpty();
	tag_take_properties(f.audioProperties(),
		f.audioProperties() ? f.audioProperties()->bitsPerSample() : 0, t);
}

void read_file(FdStream &s, enum format format, raw &r, struct tags *t)
{
	switch (format) {
	case FORMAT_MP3:
		return read_mp3(s, r, t);
	case FORMAT_FLAC:
		return read_flac(s, r, t);
	case FORMAT_VORBIS: {
		TagLib::Ogg::Vorbis::File f(&s, true, STYLE);
		tag_read_xiph(f.tag(), r);
		return tag_take_properties(f.audioProperties(), 0, t);
	}
	case FORMAT_OPUS: {
		TagLib::Ogg::Opus::File f(&s, true, STYLE);
		tag_read_xiph(f.tag(), r);
		if (f.tag())
			read_r128(f.tag(), r);
		return tag_take_properties(f.audioProperties(), 0, t);
	}
	case FORMAT_WAV: {
		TagLib::RIFF::WAV::File f(&s, true, STYLE);
		if (f.hasID3v2Tag())
			tag_read_id3v2(f.ID3v2Tag(), r);
		if (f.hasInfoTag())
			tag_read_info(f.InfoTag(), r);
		return tag_take_properties(f.audioProperties(),
			f.audioProperties() ? f.audioProperties()->bitsPerSample() : 0,
			t);
	}
	case FORMAT_AIFF: {
		TagLib::RIFF::AIFF::File f(&s, true, STYLE);
		if (f.hasID3v2Tag())
			tag_read_id3v2(f.tag(), r);
		return tag_take_properties(f.audioProperties(),
			f.audioProperties() ? f.audioProperties()->bitsPerSample() : 0,
			t);
	}
	default:
		return tag_read_foreign(s, format, r, t);
	}
}

enum err_code check(int fd, enum format f, struct err *why)
{
	struct stat st;
	if (f != FORMAT_UNKNOWN)
		return ERR_OK;
	if (fstat(fd, &st) == 0 && st.st_size == 0)
		return err_set(why, ERR_FORMAT, "the file is empty");
	return err_set(why, ERR_FORMAT, "it is none of the formats that linnet knows");
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
		tag_fill(r, &t);
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
	if (!t.codec)
		t.codec = codec_name(format_name(format));
	if (t.bitrate_kbps == 0 && t.duration_ms > 0) /* bits a millisecond */
		t.bitrate_kbps = static_cast<int>(payload.bytes * 8 / t.duration_ms);
	t.payload_bytes = payload.bytes;
	t.payload_digest = payload.digest;
	*ret = t;
	return ERR_OK;
}
