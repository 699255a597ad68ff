#include "tag_fields.h"

#include <cstring>
#include <string>

#include <popularimeterframe.h>
#include <relativevolumeframe.h>
#include <textidentificationframe.h>
#include <uniquefileidentifierframe.h>

#include "tag_names.h"
#include "tag_rating.h"

namespace
{

enum { RANKS = 8 }; /* names for one field in one kind of tag, at most */

constexpr unsigned id4(const char *s)
{
	return static_cast<unsigned>(s[0]) << 24 | static_cast<unsigned>(s[1]) << 16 |
	       static_cast<unsigned>(s[2]) << 8 | static_cast<unsigned>(s[3]);
}

/* The frames whose text is one of our fields; TXXX and others below. */
int field_of_frame(unsigned id)
{
	static const struct {
		unsigned id;
		int field;
	} frames[] = {{id4("TIT2"), F_TITLE}, {id4("TPE1"), F_ARTIST},
		{id4("TPE2"), F_ALBUM_ARTIST}, {id4("TALB"), F_ALBUM},
		{id4("TCON"), F_GENRE}, {id4("TDRC"), F_DATE}, {id4("TRCK"), F_TRACK},
		{id4("TPOS"), F_DISC}, {id4("TCOM"), F_COMPOSER},
		{id4("TPE3"), F_CONDUCTOR}, {id4("TSOT"), F_TITLE_SORT},
		{id4("TSOP"), F_ARTIST_SORT}, {id4("TSO2"), F_ALBUM_ARTIST_SORT},
		{id4("TSOA"), F_ALBUM_SORT}, {id4("TSOC"), F_COMPOSER_SORT},
		{id4("XSOT"), F_TITLE_SORT}, {id4("XSOP"), F_ARTIST_SORT},
		{id4("XSOA"), F_ALBUM_SORT}, {id4("TSST"), F_DISC_SUBTITLE},
		{id4("TDOR"), F_ORIGINAL_DATE}, {id4("TBPM"), F_BPM},
		{id4("TCMP"), F_COMPILATION}};
	for (const auto &f : frames)
		if (f.id == id)
			return f.field;
	return -1;
}

void read_txxx(const TagLib::ID3v2::FrameList &list, raw &r)
{
	for (const auto *frame : list) {
		auto *t = dynamic_cast<
			const TagLib::ID3v2::UserTextIdentificationFrame *>(frame);
		if (!t)
			continue;
		TagLib::StringList values = t->fieldList();
		if (values.size() < 2)
			continue;
		values.erase(values.begin()); /* the description */
		tag_put(r, t->description(), values);
	}
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

void read_ids(const TagLib::ID3v2::FrameList &list, raw &r)
{
	for (const auto *frame : list) {
		auto *u =
			dynamic_cast<const TagLib::ID3v2::UniqueFileIdentifierFrame *>(
				frame);
		if (u && u->owner() == "http://musicbrainz.org")
			tag_put_field(r, F_MB_RECORDING,
				TagLib::StringList(TagLib::String(u->identifier())));
	}
}

void read_popularity(const TagLib::ID3v2::FrameList &list, raw &r)
{
	for (const auto *frame : list) {
		auto *p =
			dynamic_cast<const TagLib::ID3v2::PopularimeterFrame *>(frame);
		if (p)
			tag_put_rating(r, "POPM",
				tag_rating_popm(
					p->email().toCString(true), p->rating()));
	}
}

void read_frames(unsigned id, const TagLib::ID3v2::FrameList &list, raw &r)
{
	int field = field_of_frame(id);
	if (field >= 0) {
		auto *t = dynamic_cast<const TagLib::ID3v2::TextIdentificationFrame *>(
			list.front());
		if (t)
			tag_put_field(r, field, t->fieldList());
		return;
	}
	switch (id) {
	case id4("TXXX"):
		return read_txxx(list, r);
	case id4("UFID"):
		return read_ids(list, r);
	case id4("POPM"):
		return read_popularity(list, r);
	case id4("USLT"):
	case id4("SYLT"):
		r.has_lyrics = true;
		return;
	case id4("APIC"):
		r.has_picture = true;
		return;
	}
}

bool is_set(const TagLib::StringList &values)
{
	for (const auto &s : values)
		if (!s.isEmpty())
			return true;
	return false;
}

} // namespace

void tag_next(raw &r)
{
	r.tag++;
}

void tag_put_field(raw &r, int field, const TagLib::StringList &values, int rank)
{
	std::optional<TagLib::StringList> &text = r.text[field];
	unsigned char order = static_cast<unsigned char>(r.tag * RANKS + rank);
	if (!is_set(values) || (text && order > r.order[field]))
		return;
	if (text && order == r.order[field]) {
		text->append(values);
		return;
	}
	text = values;
	r.order[field] = order;
}

void tag_put_if_empty(raw &r, int field, const TagLib::String &s)
{
	if (!r.text[field] && !s.isEmpty())
		tag_put_field(r, field, TagLib::StringList(s));
}

void tag_put_rating(raw &r, const char *from, int stars)
{
	if (r.rating != 0 || stars == 0)
		return;
	r.rating = stars;
	r.rating_from = from;
}

void tag_put(raw &r, const TagLib::String &name, const TagLib::StringList &values)
{
	struct tag_name n = tag_name_find(name);
	if (n.field == F_LYRICS)
		r.has_lyrics |= is_set(values);
	else if (n.field >= 0)
		tag_put_field(r, n.field, values, n.rank);
}

void tag_read_xiph(const TagLib::Ogg::XiphComment *c, raw &r)
{
	if (!c)
		return;
	tag_next(r);
	for (const auto &item : c->fieldListMap())
		tag_put(r, item.first, item.second);
	r.has_picture |=
		!const_cast<TagLib::Ogg::XiphComment *>(c)->pictureList().isEmpty();
}

void tag_read_id3v2(const TagLib::ID3v2::Tag *tag, raw &r)
{
	if (!tag)
		return;
	tag_next(r);
	const TagLib::ID3v2::FrameListMap &map = tag->frameListMap();
	for (const auto &item : map)
		if (item.first.size() == 4 && !item.second.isEmpty())
			read_frames(id4(item.first.data()), item.second, r);
	auto volumes = map.find("RVA2"); /* behind TXXX, which says it finer */
	if (volumes != map.end())
		read_volumes(volumes->second, r);
}

void tag_read_ape(const TagLib::APE::Tag *tag, raw &r)
{
	if (!tag)
		return;
	tag_next(r);
	const TagLib::APE::ItemListMap &map = tag->itemListMap();
	for (const auto &item : map)
		if (item.second.type() == TagLib::APE::Item::Text)
			tag_put(r, item.first, item.second.values());
	r.has_picture |= map.contains("COVER ART (FRONT)");
}

void tag_read_info(const TagLib::RIFF::Info::Tag *tag, raw &r)
{
	static const struct {
		const char *id;
		int field, rank;
	} chunks[] = {{"INAM", F_TITLE, 0}, {"IART", F_ARTIST, 0}, {"IPRD", F_ALBUM, 0},
		{"IGNR", F_GENRE, 0}, {"ICRD", F_DATE, 0}, {"IMUS", F_COMPOSER, 0},
		{"ITRK", F_TRACK, 1}, {"IPRT", F_TRACK, 0}, {"IFRM", F_TRACK_TOTAL, 0},
		{"IRTD", F_RATING, 0}};
	if (!tag)
		return;
	tag_next(r);
	for (const auto &c : chunks)
		tag_put_field(r, c.field,
			TagLib::StringList(tag->fieldText(TagLib::ByteVector(c.id, 4))),
			c.rank);
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
