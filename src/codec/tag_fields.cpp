#include "tag_fields.h"

#include <cstdlib>
#include <cstring>
#include <string>

#include <relativevolumeframe.h>
#include <textidentificationframe.h>
#include <uniquefileidentifierframe.h>

extern "C" {
#include "model/cue.h"
}
#include "tag_text.h"

namespace
{

/* What the fields are called: in Vorbis comments and APE, as an ID3v2 frame, as a TXXX.
 */
struct field_name {
	const char *vorbis, *vorbis2, *frame, *txxx, *vorbis3;
};
const field_name names[F__COUNT] = {
	{"TITLE", nullptr, "TIT2", nullptr, nullptr},
	{"ARTIST", nullptr, "TPE1", nullptr, nullptr},
	{"ALBUMARTIST", "ALBUM ARTIST", "TPE2", "ALBUMARTIST", "ALBUM_ARTIST"},
	{"ALBUM", nullptr, "TALB", nullptr, nullptr},
	{"GENRE", nullptr, nullptr, nullptr, nullptr},
	{"COMPOSER", nullptr, "TCOM", nullptr, nullptr},
	{"DATE", "YEAR", "TDRC", "YEAR", nullptr},
	{"MUSICBRAINZ_TRACKID", nullptr, nullptr, nullptr, nullptr},
	{"MUSICBRAINZ_ALBUMID", nullptr, nullptr, "MUSICBRAINZ ALBUM ID", nullptr},
	{"TRACKNUMBER", "TRACK", "TRCK", nullptr, nullptr},
	{"TRACKTOTAL", "TOTALTRACKS", nullptr, nullptr, nullptr},
	{"DISCNUMBER", "DISC", "TPOS", nullptr, nullptr},
	{"DISCTOTAL", "TOTALDISCS", nullptr, nullptr, nullptr},
	{"REPLAYGAIN_TRACK_GAIN", nullptr, nullptr, "REPLAYGAIN_TRACK_GAIN", nullptr},
	{"REPLAYGAIN_TRACK_PEAK", nullptr, nullptr, "REPLAYGAIN_TRACK_PEAK", nullptr},
	{"REPLAYGAIN_ALBUM_GAIN", nullptr, nullptr, "REPLAYGAIN_ALBUM_GAIN", nullptr},
	{"REPLAYGAIN_ALBUM_PEAK", nullptr, nullptr, "REPLAYGAIN_ALBUM_PEAK", nullptr},
	{"CUESHEET", nullptr, nullptr, "CUESHEET", nullptr},
};

/* Several artists in one field are all shown; of genres the first one counts. */
TagLib::String joined(const TagLib::StringList &list, int field)
{
	if (list.isEmpty())
		return TagLib::String();
	return field == F_GENRE || list.size() == 1 ? list.front()
						    : list.toString("; ");
}

/* The fields of a Vorbis comment's name, -1: unknown. */
int field_of(const TagLib::String &name)
{
	for (int f = 0; f < F__COUNT; f++)
		for (const char *key :
			{names[f].vorbis, names[f].vorbis2, names[f].vorbis3})
			if (key && name == key)
				return f;
	return -1;
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
				tag_put_if_empty(r, f, values[1]);
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

/* A sheet keeps its lines; its own reader looks at the bytes. */
char *raw_text(const TagLib::String &s)
{
	std::string text = s.to8Bit(true);
	return text.size() > CUE_TEXT_MAX ? nullptr : strdup(text.c_str());
}

bool clean_number(const TagLib::String &s, double limit, float *ret)
{
	char *text = clean(s);
	bool ok = text && tag_text_gain(text, limit, ret);
	free(text);
	return ok;
}

/* RVA2: decibels named "track" or "album", as mp3gain's successors write them. */
void read_volumes(const TagLib::ID3v2::FrameList &list, raw &r)
{
	for (const auto *frame : list) {
		auto *v =
			dynamic_cast<const TagLib::ID3v2::RelativeVolumeFrame *>(frame);
		if (!v)
			continue;
		TagLib::String name = v->identification().upper();
		int field = name == "TRACK"   ? F_TRACK_GAIN
			    : name == "ALBUM" ? F_ALBUM_GAIN
					      : -1;
		if (field >= 0)
			tag_put_if_empty(r, field,
				TagLib::String(std::to_string(v->volumeAdjustment())));
	}
}

} // namespace

void tag_put_if_empty(raw &r, int field, const TagLib::String &s)
{
	if (r.text[field].isEmpty())
		r.text[field] = s;
}

void tag_put(raw &r, const TagLib::String &name, const TagLib::StringList &values)
{
	int f = field_of(name.upper());
	if (f >= 0)
		tag_put_if_empty(r, f, joined(values, f));
}

/* Calls take(field, item) for what a map of Vorbis' names holds, in the order of names. */
template <typename Map, typename Take> static void each_item(const Map &map, Take take)
{
	for (int f = 0; f < F__COUNT; f++) {
		for (const char *key :
			{names[f].vorbis, names[f].vorbis2, names[f].vorbis3}) {
			auto it = key ? map.find(key) : map.end();
			if (it != map.end())
				take(f, it->second);
		}
	}
}

void tag_read_xiph(const TagLib::Ogg::XiphComment *c, raw &r)
{
	if (!c)
		return;
	each_item(c->fieldListMap(), [&r](int f, const TagLib::StringList &values) {
		tag_put_if_empty(r, f, joined(values, f));
	});
	r.has_picture |=
		!const_cast<TagLib::Ogg::XiphComment *>(c)->pictureList().isEmpty();
}

void tag_read_properties(const TagLib::PropertyMap &map, raw &r)
{
	for (const auto &item : map)
		tag_put(r, item.first, item.second);
}

void tag_read_id3v2(const TagLib::ID3v2::Tag *tag, raw &r)
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
			tag_put_if_empty(r, f, joined(t->fieldList(), f));
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
				tag_put_if_empty(r, F_MB_RECORDING,
					TagLib::String(u->identifier()));
		}
	}
	auto volumes = map.find("RVA2");
	if (volumes != map.end())
		read_volumes(volumes->second, r);
	if (map.contains("TCON"))
		tag_put_if_empty(r, F_GENRE, tag->genre()); /* resolves "(17)" */
	r.has_picture |= map.contains("APIC");
}

void tag_read_ape(const TagLib::APE::Tag *tag, raw &r)
{
	if (!tag)
		return;
	const TagLib::APE::ItemListMap &map = tag->itemListMap();
	each_item(map, [&r](int f, const TagLib::APE::Item &item) {
		if (item.type() == TagLib::APE::Item::Text)
			tag_put_if_empty(r, f, joined(item.values(), f));
	});
	r.has_picture |= map.contains("COVER ART (FRONT)");
}

void tag_read_plain(const TagLib::Tag *tag, raw &r)
{
	if (!tag)
		return;
	tag_put_if_empty(r, F_TITLE, tag->title());
	tag_put_if_empty(r, F_ARTIST, tag->artist());
	tag_put_if_empty(r, F_ALBUM, tag->album());
	tag_put_if_empty(r, F_GENRE, tag->genre());
	if (tag->year())
		tag_put_if_empty(r, F_DATE,
			TagLib::String::number(static_cast<int>(tag->year())));
	if (tag->track())
		tag_put_if_empty(r, F_TRACK,
			TagLib::String::number(static_cast<int>(tag->track())));
}

void tag_take_properties(const TagLib::AudioProperties *p, int bits, struct tags *t)
{
	if (!p)
		return;
	t->duration_ms = p->lengthInMilliseconds() > 0 ? p->lengthInMilliseconds() : 0;
	t->rate_hz = p->sampleRate() > 0 ? p->sampleRate() : 0;
	t->channels = p->channels() > 0 ? p->channels() : 0;
	t->bitrate_kbps = p->bitrate() > 0 ? p->bitrate() : 0;
	t->bits = bits > 0 && bits <= 64 ? bits : 0;
}

void tag_fill(raw &r, struct tags *t)
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
	if (!r.text[F_CUESHEET].isEmpty())
		t->cuesheet = raw_text(r.text[F_CUESHEET]);
}
