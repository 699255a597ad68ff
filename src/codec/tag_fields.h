/* C++. The fields that linnet reads of a file's tags, and reading them from each kind of
 * tag. What the kind that is read first says wins. */
#ifndef CODEC_TAG_FIELDS_H
#define CODEC_TAG_FIELDS_H

#include <optional>

#include <apetag.h>
#include <audioproperties.h>
#include <id3v2tag.h>
#include <infotag.h>
#include <tstring.h>
#include <tstringlist.h>
#include <xiphcomment.h>

extern "C" {
#include "model/tags.h"
}

enum field {
	F_TITLE,
	F_ARTIST,
	F_ARTISTS, /* the single names, where F_ARTIST holds them as one text */
	F_ALBUM_ARTIST,
	F_ALBUM_ARTISTS,
	F_ALBUM,
	F_GENRE,
	F_COMPOSER,
	F_TITLE_SORT,
	F_ARTIST_SORT,
	F_ALBUM_ARTIST_SORT,
	F_ALBUM_SORT,
	F_COMPOSER_SORT,
	F_DISC_SUBTITLE,
	F_WORK,
	F_CONDUCTOR,
	F_PERFORMER,
	F_DATE,
	F_ORIGINAL_DATE,
	F_MB_RECORDING,
	F_MB_TRACK,
	F_MB_ALBUM,
	F_MB_RELEASE_GROUP,
	F_MB_ARTIST,
	F_MB_ALBUM_ARTIST,
	F_MB_WORK,
	F_TRACK,
	F_TRACK_TOTAL,
	F_DISC,
	F_DISC_TOTAL,
	F_BPM,
	F_COMPILATION,
	F_RATING,
	F_FMPS_RATING,
	F_LYRICS, /* only whether there are any */
	F_TRACK_GAIN,
	F_TRACK_PEAK,
	F_ALBUM_GAIN,
	F_ALBUM_PEAK,
	F_CUESHEET,
	F__COUNT
};
/* Raw texts of a file, field by field, before repair. */
struct raw {
	std::optional<TagLib::StringList> text[F__COUNT];
	/* Of each text: which tag it came from, and how good a name it has there. */
	unsigned char order[F__COUNT] = {};
	unsigned char tag = 0;
	bool has_picture = false, has_lyrics = false;
	int rating = 0;               /* 1…5, 0: none */
	const char *rating_from = ""; /* static */
};

/* Another tag of the file begins: what it says counts where the ones before it say
 * nothing. */
void tag_next(raw &r);
/* By what it is called in Vorbis comments, APE, ASF, TXXX and free-form MP4, in any case;
 * unknown names are passed over. The same name again adds a value. */
void tag_put(raw &r, const TagLib::String &name, const TagLib::StringList &values);
void tag_put_field(raw &r, int field, const TagLib::StringList &values, int rank = 0);
void tag_put_if_empty(raw &r, int field, const TagLib::String &s);
/* Of each kind of tag; NULL is none. */
void tag_read_xiph(const TagLib::Ogg::XiphComment *c, raw &r);
void tag_read_id3v2(const TagLib::ID3v2::Tag *tag, raw &r);
void tag_read_ape(const TagLib::APE::Tag *tag, raw &r);
void tag_read_info(const TagLib::RIFF::Info::Tag *tag, raw &r);
/* What every kind of tag can say: ID3v1, song names. */
void tag_read_plain(const TagLib::Tag *tag, raw &r);
/* A rating in steps of the field's own (tag_rating.cpp); the first one counts. */
void tag_put_rating(raw &r, const char *from, int stars);
/* Repairs the texts and fills everything but identity and audio properties. */
void tag_fill(raw &r, struct tags *t);
void tag_take_properties(const TagLib::AudioProperties *p, int bits, struct tags *t);

#endif
