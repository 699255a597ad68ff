/*
 * TagLib's writing side. Fields are named as in its property maps, which every kind of
 * tag translates; what a map cannot hold is left alone by setProperties().
 */
extern "C" {
#include "codec/retag.h"
}

#include <cstring>
#include <exception>
#include <memory>

#include <unistd.h>

#include <aifffile.h>
#include <apefile.h>
#include <asffile.h>
#include <flacfile.h>
#include <id3v2framefactory.h>
#include <id3v2header.h>
#include <id3v2tag.h>
#include <mpcfile.h>
#include <mpegfile.h>
#include <oggflacfile.h>
#include <opusfile.h>
#include <speexfile.h>
#include <tfilestream.h>
#include <tpropertymap.h>
#include <trueaudiofile.h>
#include <vorbisfile.h>
#include <wavfile.h>
#include <wavpackfile.h>
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow" /* not ours */
#include <mp4file.h>
#pragma GCC diagnostic pop

namespace
{

const char *const KEYS[RETAG__COUNT] = {"TITLE", "ARTIST", "ALBUM", "ALBUMARTIST",
	"DATE", "TRACKNUMBER", "DISCNUMBER", "GENRE", "COMPOSER", "COMMENT"};

/* Not read: how long the music is makes no difference here. */
const bool PROPERTIES = false;

using File = std::unique_ptr<TagLib::File>;

File open_file(TagLib::FileStream *s, enum format format)
{
	auto *frames = TagLib::ID3v2::FrameFactory::instance();
	switch (format) {
	case FORMAT_MP3:
		return File(new TagLib::MPEG::File(s, frames, PROPERTIES));
	case FORMAT_FLAC:
		return File(new TagLib::FLAC::File(s, frames, PROPERTIES));
	case FORMAT_VORBIS:
		return File(new TagLib::Ogg::Vorbis::File(s, PROPERTIES));
	case FORMAT_OPUS:
		return File(new TagLib::Ogg::Opus::File(s, PROPERTIES));
	case FORMAT_OGG_FLAC:
		return File(new TagLib::Ogg::FLAC::File(s, PROPERTIES));
	case FORMAT_SPEEX:
		return File(new TagLib::Ogg::Speex::File(s, PROPERTIES));
	case FORMAT_WAV:
		return File(new TagLib::RIFF::WAV::File(s, PROPERTIES));
	case FORMAT_AIFF:
		return File(new TagLib::RIFF::AIFF::File(s, PROPERTIES));
	case FORMAT_MP4:
		return File(new TagLib::MP4::File(s, PROPERTIES));
	case FORMAT_ASF:
		return File(new TagLib::ASF::File(s, PROPERTIES));
	case FORMAT_WAVPACK:
		return File(new TagLib::WavPack::File(s, PROPERTIES));
	case FORMAT_APE:
		return File(new TagLib::APE::File(s, PROPERTIES));
	case FORMAT_MUSEPACK:
		return File(new TagLib::MPC::File(s, PROPERTIES));
	case FORMAT_TTA:
		return File(new TagLib::TrueAudio::File(s, frames, PROPERTIES));
	default:
		return nullptr;
	}
}

/* Several values are lines; in one text they stand as people write them. */
TagLib::String text_of(const TagLib::StringList &values, bool one_text)
{
	if (!one_text)
		return values.toString("\n");
	TagLib::String all, rest = values.toString("; ");
	for (int at; (at = rest.find(";")) >= 0; rest = rest.substr(at + 1))
		all += rest.substr(0, at).stripWhiteSpace() + "\n";
	return all + rest.stripWhiteSpace();
}

TagLib::StringList list_of(const char *text, bool one_text)
{
	if (!*text)
		return TagLib::StringList();
	const TagLib::StringList lines = TagLib::StringList::split(
		TagLib::String(text, TagLib::String::UTF8), "\n");
	return one_text ? TagLib::StringList(lines.toString("; ")) : lines;
}

/* ASF has room for one artist only. */
bool is_one_text(TagLib::File &f, int field)
{
	return field == RETAG_ARTIST && dynamic_cast<TagLib::ASF::File *>(&f);
}

/* ID3v2.3 stays so: there are players that know nothing newer. */
bool save(TagLib::File &f)
{
	auto *mp3 = dynamic_cast<TagLib::MPEG::File *>(&f);
	if (!mp3)
		return f.save();
	bool old = mp3->hasID3v2Tag() && mp3->ID3v2Tag()->header()->majorVersion() == 3;
	int kinds = TagLib::MPEG::File::ID3v2;
	kinds |= mp3->hasAPETag() ? TagLib::MPEG::File::APE : 0;
	kinds |= mp3->hasID3v1Tag() ? TagLib::MPEG::File::ID3v1 : 0;
	return mp3->save(kinds, TagLib::File::StripNone,
		old ? TagLib::ID3v2::v3 : TagLib::ID3v2::v4,
		TagLib::File::DoNotDuplicate);
}

/* Every kind of tag that an MP3 has says the same afterwards. */
void use(TagLib::File &f, const struct retag *change)
{
	TagLib::PropertyMap map = f.properties();
	for (int i = 0; i < RETAG__COUNT; i++) {
		if (!change->value[i])
			continue;
		const TagLib::StringList values =
			list_of(change->value[i], is_one_text(f, i));
		if (values.isEmpty())
			map.erase(KEYS[i]);
		else
			map.replace(KEYS[i], values);
	}
	f.setProperties(map);
}

/* An APEv2 tag at the end, where an ID3v1 tag may lie behind it. */
bool has_ape(TagLib::FileStream &s)
{
	const long long footer = 32, id3v1 = 128, length = s.length();
	for (long long end : {length, length - id3v1}) {
		if (end < footer)
			continue;
		s.seek(static_cast<long>(end - footer));
		if (s.readBlock(8) == TagLib::ByteVector("APETAGEX"))
			return true;
	}
	return false;
}

/* Calls `work` with the file; whatever TagLib throws becomes an error. */
template <class Work>
enum err_code with_file(int fd, bool read_only, struct err *why, Work work)
{
	enum format format = sniff_fd(fd);
	int own = dup(fd); /* TagLib closes what it was given */
	if (own < 0)
		return err_set(why, ERR_IO, "there are too many open files");
	try {
		TagLib::FileStream s(own, read_only);
		/* TagLib would write another tag beside the one that it cannot see. */
		if (format == FORMAT_TTA && has_ape(s))
			return err_set(why, ERR_UNSUPPORTED,
				"APEv2 tags of a TTA file cannot be changed");
		s.seek(0); /* its RIFF readers begin where the descriptor stands */
		File f = open_file(&s, format);
		if (!f)
			return err_set(why, ERR_UNSUPPORTED,
				"tags of such files cannot be changed");
		if (!f->isValid())
			return err_set(why, ERR_FORMAT, "the file is damaged");
		return work(*f);
	} catch (const std::exception &e) {
		return err_set(why, ERR_FORMAT, "the file is damaged: %s", e.what());
	}
}

} // namespace

extern "C" enum err_code retag_read(int fd, struct retag *ret, struct err *why)
{
	*ret = {};
	return with_file(fd, true, why, [ret](TagLib::File &f) {
		TagLib::PropertyMap map = f.properties();
		for (int i = 0; i < RETAG__COUNT; i++) {
			if (!map.contains(KEYS[i]) || map[KEYS[i]].isEmpty())
				continue;
			ret->value[i] = strdup(text_of(map[KEYS[i]], is_one_text(f, i))
						       .toCString(true));
		}
		return ERR_OK;
	});
}

extern "C" enum err_code retag_write(
	int fd, const struct retag *change, struct err *why)
{
	return with_file(fd, false, why, [change, why](TagLib::File &f) {
		if (f.readOnly())
			return err_set(why, ERR_IO, "the file cannot be written");
		use(f, change);
		return save(f) ? ERR_OK
			       : err_set(why, ERR_IO, "the tags cannot be written");
	});
}
