/* Writing tags: the demo library's tracks get theirs here. */
extern "C" {
#include "codec/tags.h"

#include "codec/sniff.h"
}

#include <cstdio>
#include <cstring>
#include <exception>
#include <string>

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

#include <aifffile.h>
#include <attachedpictureframe.h>
#include <flacfile.h>
#include <id3v2tag.h>
#include <mpegfile.h>
#include <opusfile.h>
#include <tpropertymap.h>
#include <vorbisfile.h>
#include <wavfile.h>
#include <xiphcomment.h>

namespace
{

struct cover {
	TagLib::ByteVector data;
	TagLib::String type;
};

void put(TagLib::PropertyMap &map, const char *key, const char *text)
{
	if (text && *text)
		map.replace(key,
			TagLib::StringList(TagLib::String(text, TagLib::String::UTF8)));
}

void put_number(TagLib::PropertyMap &map, const char *key, int number, int total)
{
	if (number <= 0)
		return;
	std::string s = std::to_string(number);
	if (total > 0)
		s += "/" + std::to_string(total);
	put(map, key, s.c_str());
}

void put_gain(TagLib::PropertyMap &map, const char *scope, float gain_db, float peak)
{
	char gain_text[32], peak_text[32];
	std::string key = std::string("REPLAYGAIN_") + scope;
	/* The C locale's point, whatever the locale is. */
	int hundredths = static_cast<int>(gain_db * 100 + (gain_db < 0 ? -.5F : .5F));
	int size = hundredths < 0 ? -hundredths : hundredths;
	snprintf(gain_text, sizeof gain_text, "%s%d.%02d dB", hundredths < 0 ? "-" : "",
		size / 100, size % 100);
	int millionths = static_cast<int>(peak * 1e6F + .5F);
	snprintf(peak_text, sizeof peak_text, "%d.%06d", millionths / 1000000,
		millionths % 1000000);
	put(map, (key + "_GAIN").c_str(), gain_text);
	put(map, (key + "_PEAK").c_str(), peak_text);
}

TagLib::PropertyMap properties_of(const struct tags *t)
{
	TagLib::PropertyMap map;
	put(map, "TITLE", t->title);
	put(map, "ARTIST", t->artist);
	put(map, "ALBUMARTIST", t->album_artist);
	put(map, "ALBUM", t->album);
	put(map, "GENRE", t->genre);
	put(map, "COMPOSER", t->composer);
	put(map, "DATE",
		t->date   ? t->date
		: t->year ? std::to_string(t->year).c_str()
			  : "");
	put(map, "MUSICBRAINZ_TRACKID", t->mb_recording);
	put(map, "MUSICBRAINZ_ALBUMID", t->mb_album);
	put_number(map, "TRACKNUMBER", t->track, t->track_total);
	put_number(map, "DISCNUMBER", t->disc, t->disc_total);
	if (t->has_track_gain)
		put_gain(map, "TRACK", t->track_gain_db, t->track_peak);
	if (t->has_album_gain)
		put_gain(map, "ALBUM", t->album_gain_db, t->album_peak);
	return map;
}

void put_cover(TagLib::ID3v2::Tag *tag, const cover &c)
{
	tag->removeFrames("APIC");
	auto *frame = new TagLib::ID3v2::AttachedPictureFrame; /* the tag owns it */
	frame->setMimeType(c.type);
	frame->setType(TagLib::ID3v2::AttachedPictureFrame::FrontCover);
	frame->setPicture(c.data);
	tag->addFrame(frame);
}

TagLib::FLAC::Picture *flac_picture(const cover &c)
{
	auto *p = new TagLib::FLAC::Picture; /* whoever it is added to owns it */
	p->setMimeType(c.type);
	p->setType(TagLib::FLAC::Picture::FrontCover);
	p->setData(c.data);
	return p;
}

bool write_mp3(const char *path, const TagLib::PropertyMap &map, const cover &c)
{
	TagLib::MPEG::File f(path, false);
	TagLib::ID3v2::Tag *tag = f.ID3v2Tag(true);
	tag->setProperties(map);
	if (!c.data.isEmpty())
		put_cover(tag, c);
	return f.save(TagLib::MPEG::File::ID3v2, TagLib::File::StripOthers,
		TagLib::ID3v2::v4);
}

bool write_flac(const char *path, const TagLib::PropertyMap &map, const cover &c)
{
	TagLib::FLAC::File f(path, false);
	f.xiphComment(true)->setProperties(map);
	if (!c.data.isEmpty()) {
		f.removePictures();
		f.addPicture(flac_picture(c));
	}
	return f.save();
}

template <class File>
bool write_ogg(const char *path, const TagLib::PropertyMap &map, const cover &c)
{
	File f(path, false);
	if (!f.isValid() || !f.tag())
		return false;
	f.tag()->setProperties(map);
	if (!c.data.isEmpty()) {
		f.tag()->removeAllPictures();
		f.tag()->addPicture(flac_picture(c));
	}
	return f.save();
}

template <class File>
bool write_iff(const char *path, TagLib::ID3v2::Tag *(File::*tag_of)() const,
	const TagLib::PropertyMap &map, const cover &c)
{
	File f(path, false);
	TagLib::ID3v2::Tag *tag = (f.*tag_of)();
	tag->setProperties(map);
	if (!c.data.isEmpty())
		put_cover(tag, c);
	return f.save();
}

bool write_any(const char *path, enum format format, const TagLib::PropertyMap &map,
	const cover &c)
{
	switch (format) {
	case FORMAT_MP3:
		return write_mp3(path, map, c);
	case FORMAT_FLAC:
		return write_flac(path, map, c);
	case FORMAT_VORBIS:
		return write_ogg<TagLib::Ogg::Vorbis::File>(path, map, c);
	case FORMAT_OPUS:
		return write_ogg<TagLib::Ogg::Opus::File>(path, map, c);
	case FORMAT_WAV:
		return write_iff<TagLib::RIFF::WAV::File>(
			path, &TagLib::RIFF::WAV::File::ID3v2Tag, map, c);
	case FORMAT_AIFF:
		return write_iff<TagLib::RIFF::AIFF::File>(
			path, &TagLib::RIFF::AIFF::File::tag, map, c);
	default:
		return false;
	}
}

cover cover_of(const void *data, size_t n)
{
	cover c;
	if (!data || n < 8)
		return c;
	c.data = TagLib::ByteVector(
		static_cast<const char *>(data), static_cast<unsigned>(n));
	c.type = memcmp(data, "\x89PNG", 4) == 0 ? "image/png" : "image/jpeg";
	return c;
}

} // namespace

extern "C" enum err_code tags_write(const char *path, const struct tags *t,
	const void *picture, size_t picture_n, struct err *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_sys(why, errno, "cannot open %s", path);
	enum format format = sniff_fd(fd);
	close(fd);
	if (format == FORMAT_UNKNOWN)
		return err_set(
			why, ERR_FORMAT, "%s is no audio file that takes tags", path);
	bool done = false;
	try {
		done = write_any(
			path, format, properties_of(t), cover_of(picture, picture_n));
	} catch (const std::exception &e) {
		return err_set(
			why, ERR_IO, "cannot write the tags of %s: %s", path, e.what());
	}
	if (!done)
		return err_set(why, ERR_IO, "cannot write the tags of %s", path);
	return ERR_OK;
}
