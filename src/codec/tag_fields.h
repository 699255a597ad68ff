/* C++. The fields that linnet reads of a file's tags, and reading them from each kind of
 * tag. What stands first wins. */
#ifndef CODEC_TAG_FIELDS_H
#define CODEC_TAG_FIELDS_H

#include <apetag.h>
#include <audioproperties.h>
#include <id3v2tag.h>
#include <tpropertymap.h>
#include <tstring.h>
#include <xiphcomment.h>

extern "C" {
#include "model/tags.h"
}

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
	F_CUESHEET,
	F__COUNT
};
/* Raw texts of a file, field by field, before repair. */
struct raw {
	TagLib::String text[F__COUNT];
	bool has_picture = false;
};

/* By what it is called in Vorbis comments (capitals); unknown names are passed over. */
void tag_put(raw &r, const TagLib::String &name, const TagLib::StringList &values);
void tag_put_if_empty(raw &r, int field, const TagLib::String &s);
/* Of each kind of tag; NULL is none. */
void tag_read_xiph(const TagLib::Ogg::XiphComment *c, raw &r);
void tag_read_id3v2(const TagLib::ID3v2::Tag *tag, raw &r);
void tag_read_ape(const TagLib::APE::Tag *tag, raw &r);
void tag_read_properties(const TagLib::PropertyMap &map, raw &r);
/* What every kind of tag can say: ID3v1, RIFF INFO, song names. */
void tag_read_plain(const TagLib::Tag *tag, raw &r);
/* Repairs the texts and fills everything but identity and audio properties. */
void tag_fill(raw &r, struct tags *t);
void tag_take_properties(const TagLib::AudioProperties *p, int bits, struct tags *t);

#endif
