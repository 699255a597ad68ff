/* A class of TagLib for each format that has one; tag_container.h for the others. */
#include "tag_foreign.h"

#include <algorithm>
#include <cmath>
#include <string>

#include <apefile.h>
#include <asffile.h>
#include <id3v2framefactory.h>
#include <itfile.h>
#include <modfile.h>
#include <mpcfile.h>
#include <mpegfile.h>
#include <oggflacfile.h>
#include <s3mfile.h>
#include <speexfile.h>
#include <trueaudiofile.h>
#include <wavpackfile.h>
#include <xmfile.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow" /* in its own header */
#include <mp4file.h>
#pragma GCC diagnostic pop

#include "tag_container.h"
#include "tag_rating.h"

namespace
{

const TagLib::AudioProperties::ReadStyle STYLE = TagLib::AudioProperties::Average;
/* Modules have no rate of their own; this is what they are played at. */
enum { MODULE_RATE_HZ = 48000, MODULE_CHANNELS = 2, APE_FOOTER = 32, ID3V1 = 128 };

template <class File> void take(const File &f, int bits, struct tags *t)
{
	tag_take_properties(f.audioProperties(), bits, t);
}

template <class File> int bits_of(const File &f)
{
	return f.audioProperties() ? f.audioProperties()->bitsPerSample() : 0;
}

/* ---- what TagLib has no class for */

void take_text(void *ctx, const char *name, const char *value, size_t n)
{
	TagLib::String text(std::string(value, n), TagLib::String::UTF8);
	tag_put(*static_cast<raw *>(ctx), name, text);
}

struct container_facts facts_for(raw &r)
{
	struct container_facts f = {};
	f.text = take_text;
	f.ctx = &r;
	return f;
}

void take_facts(const struct container_facts &f, struct tags *t)
{
	t->rate_hz = f.rate_hz;
	t->channels = f.channels;
	t->bits = f.bits;
	t->duration_ms = f.duration_ms;
	t->codec = f.codec;
}

void read_container(FdStream &s, void (*read)(int, struct container_facts *), raw &r,
	struct tags *t)
{
	struct container_facts f = facts_for(r);
	read(s.descriptor(), &f);
	r.has_picture |= f.has_picture;
	take_facts(f, t);
	if (f.id3_at <= 0 || f.id3_at >= s.length())
		return;
	PlainFile file(&s);
	TagLib::ID3v2::Tag tag(&file, static_cast<long>(f.id3_at));
	tag_read_id3v2(&tag, r);
}

/* Tags of MP3's kind around a stream of another. */
void read_adts(FdStream &s, raw &r, struct tags *t)
{
	TagLib::MPEG::File f(&s, TagLib::ID3v2::FrameFactory::instance(), false);
	tag_read_id3v2(f.ID3v2Tag(), r);
	tag_read_ape(f.APETag(), r);
	if (f.hasID3v1Tag())
		tag_read_plain(f.tag(), r);
	read_container(s, adts_read, r, t);
}

/* TagLib reads no APE tag of a TTA file; ffmpeg and foobar2000 write one. */
void read_ape_at_end(FdStream &s, raw &r)
{
	long end = s.length();
	for (long skip : {0, static_cast<int>(ID3V1)}) {
		s.seek(end - skip - APE_FOOTER, TagLib::IOStream::Beginning);
		if (s.readBlock(8) != TagLib::ByteVector("APETAGEX", 8))
			continue;
		PlainFile file(&s);
		TagLib::APE::Tag tag(&file, end - skip - APE_FOOTER);
		tag_read_ape(&tag, r);
		return;
	}
}

void read_tta(FdStream &s, raw &r, struct tags *t)
{
	TagLib::TrueAudio::File f(&s, true, STYLE);
	if (f.hasID3v2Tag())
		tag_read_id3v2(f.ID3v2Tag(), r);
	read_ape_at_end(s, r);
	if (f.hasID3v1Tag())
		tag_read_plain(f.tag(), r);
	take(f, bits_of(f), t);
}

/* ---- MP4 */

/* "----:com.apple.iTunes:replaygain_track_gain" and the like: the last part counts. */
void read_freeform(const TagLib::String &key, const TagLib::MP4::Item &item, raw &r)
{
	tag_put(r, key.substr(static_cast<unsigned>(key.rfind(":") + 1)),
		item.toStringList());
}

void read_pair(const TagLib::MP4::Item &item, raw &r, int field)
{
	TagLib::MP4::Item::IntPair p = item.toIntPair();
	tag_put_field(r, field,
		TagLib::String(
			std::to_string(p.first) + "/" + std::to_string(p.second)));
}

/* What iTunes' own atoms hold; several values are several texts. */
void read_atom(const TagLib::String &key, const TagLib::MP4::Item &item, raw &r)
{
	static const struct {
		const char *key;
		int field;
	} texts[] = {{"\251nam", F_TITLE}, {"\251ART", F_ARTIST},
		{"aART", F_ALBUM_ARTIST}, {"\251alb", F_ALBUM}, {"\251gen", F_GENRE},
		{"\251wrt", F_COMPOSER}, {"\251day", F_DATE}, {"\251wrk", F_WORK},
		{"\251con", F_CONDUCTOR}, {"sonm", F_TITLE_SORT},
		{"soar", F_ARTIST_SORT}, {"soaa", F_ALBUM_ARTIST_SORT},
		{"soal", F_ALBUM_SORT}, {"soco", F_COMPOSER_SORT}};
	for (const auto &x : texts)
		if (key == x.key)
			return tag_put_field(r, x.field, item.toStringList());
	if (key == "trkn")
		read_pair(item, r, F_TRACK);
	else if (key == "disk")
		read_pair(item, r, F_DISC);
	else if (key == "tmpo")
		tag_put_field(r, F_BPM, TagLib::String::number(item.toInt()));
	else if (key == "cpil" && item.toBool())
		tag_put_field(r, F_COMPILATION, TagLib::String("1"));
	else if (key == "rate" && !item.toStringList().isEmpty())
		tag_put_rating(r, "rate",
			tag_rating_text(item.toStringList().front().toCString(true)));
	else if (key == "\251lyr")
		r.has_lyrics = true;
	else if (key == "covr")
		r.has_picture = true;
}

void read_mp4(FdStream &s, raw &r, struct tags *t)
{
	struct container_facts facts = facts_for(r);
	TagLib::MP4::File f(&s, true, STYLE);
	mp4_read(s.descriptor(), &facts);
	take_facts(facts, t);
	if (f.audioProperties() && f.audioProperties()->sampleRate() > 0)
		take(f, bits_of(f) > 0 ? bits_of(f) : facts.bits, t);
	/* Of lossy codecs they are made up. */
	std::string codec = facts.codec ? facts.codec : "";
	if (codec != "alac" && codec != "flac")
		t->bits = 0;
	if (!f.tag())
		return;
	tag_next(r);
	for (const auto &item : f.tag()->itemMap())
		if (item.first.startsWith("----:"))
			read_freeform(item.first, item.second, r);
		else
			read_atom(item.first, item.second, r);
}

/* ---- the others */

TagLib::String asf_text(const TagLib::ASF::Attribute &a)
{
	switch (a.type()) {
	case TagLib::ASF::Attribute::BoolType:
		return TagLib::String(a.toBool() ? "1" : "0");
	case TagLib::ASF::Attribute::DWordType:
		return TagLib::String(std::to_string(a.toUInt()));
	case TagLib::ASF::Attribute::QWordType:
		return TagLib::String(std::to_string(a.toULongLong()));
	case TagLib::ASF::Attribute::WordType:
		return TagLib::String(std::to_string(a.toUShort()));
	default:
		return a.toString();
	}
}

void read_asf(FdStream &s, raw &r, struct tags *t)
{
	TagLib::ASF::File f(&s, true, STYLE);
	take(f, 0, t);
	if (!f.tag())
		return;
	tag_next(r);
	for (const auto &item : f.tag()->attributeListMap()) {
		TagLib::StringList values;
		for (const auto &a : item.second)
			values.append(asf_text(a));
		if (item.first == "WM/SharedUserRating" && !values.isEmpty())
			tag_put_rating(r, "WM/SharedUserRating",
				tag_rating_asf(values.front().toInt()));
		else
			tag_put(r, item.first, values);
	}
	/* Its first author and its title stand outside of the attributes. */
	tag_put_field(r, F_TITLE, f.tag()->title());
	tag_put_field(r, F_ARTIST, f.tag()->artist());
	r.has_picture |= f.tag()->attributeListMap().contains("WM/Picture");
}

template <class File> void read_apev2(FdStream &s, raw &r, struct tags *t)
{
	File f(&s, true, STYLE);
	if (f.hasAPETag())
		tag_read_ape(f.APETag(), r);
	if (f.hasID3v1Tag())
		tag_read_plain(f.tag(), r);
	take(f, bits_of(f), t);
}

/* The gains of Musepack's header, in steps of 1/256 dB below 64.82 dB; peaks in 1/256
 * dB above one step of 16 bits. 0: none. */
void read_musepack(FdStream &s, raw &r, struct tags *t)
{
	TagLib::MPC::File f(&s, true, STYLE);
	if (f.hasAPETag())
		tag_read_ape(f.APETag(), r);
	if (f.hasID3v1Tag())
		tag_read_plain(f.tag(), r);
	take(f, 0, t);
	const TagLib::MPC::Properties *p = f.audioProperties();
	struct musepack_gain g = {};
	if (!musepack_read(s.descriptor(), &g) && p)
		g = {p->trackGain(), p->trackPeak(), p->albumGain(), p->albumPeak()};
	const struct {
		int gain, peak, gain_field, peak_field;
	} all[] = {{g.track_gain, g.track_peak, F_TRACK_GAIN, F_TRACK_PEAK},
		{g.album_gain, g.album_peak, F_ALBUM_GAIN, F_ALBUM_PEAK}};
	for (const auto &a : all) {
		if (a.gain == 0)
			continue;
		tag_put_if_empty(r, a.gain_field,
			TagLib::String(std::to_string(64.82 - a.gain / 256.0)));
		if (a.peak > 0)
			tag_put_if_empty(r, a.peak_field,
				TagLib::String(std::to_string(
					std::pow(10, a.peak / 256.0 / 20) / 32768)));
	}
}

template <class File> void read_module(FdStream &s, raw &r, struct tags *t)
{
	File f(&s, true, STYLE);
	tag_read_plain(f.tag(), r);
	struct container_facts facts = facts_for(r);
	facts.rate_hz = MODULE_RATE_HZ;
	facts.channels = MODULE_CHANNELS;
	module_read(s.descriptor(), &facts);
	take_facts(facts, t);
}

} // namespace

void tag_read_foreign(FdStream &s, enum format format, raw &r, struct tags *t)
{
	switch (format) {
	case FORMAT_OGG_FLAC: {
		TagLib::Ogg::FLAC::File f(&s, true, STYLE);
		tag_read_xiph(f.tag(), r);
		take(f, bits_of(f), t);
		/* What was encoded from a pipe does not say how long it is. */
		if (t->duration_ms == 0 && t->rate_hz > 0)
			t->duration_ms = std::max<int64_t>(0,
				ogg_last_granule(s.descriptor()) * 1000 / t->rate_hz);
		return;
	}
	case FORMAT_SPEEX: {
		TagLib::Ogg::Speex::File f(&s, true, STYLE);
		tag_read_xiph(f.tag(), r);
		return take(f, 0, t);
	}
	case FORMAT_AAC:
		return read_adts(s, r, t);
	case FORMAT_MP4:
		return read_mp4(s, r, t);
	case FORMAT_ASF:
		return read_asf(s, r, t);
	case FORMAT_WAVPACK:
		return read_apev2<TagLib::WavPack::File>(s, r, t);
	case FORMAT_APE:
		return read_apev2<TagLib::APE::File>(s, r, t);
	case FORMAT_MUSEPACK:
		return read_musepack(s, r, t);
	case FORMAT_TTA:
		return read_tta(s, r, t);
	case FORMAT_DSF:
		return read_container(s, dsf_read, r, t);
	case FORMAT_DFF:
		return read_container(s, dff_read, r, t);
	case FORMAT_MATROSKA:
		return read_container(s, matroska_read, r, t);
	case FORMAT_MOD:
		return read_module<TagLib::Mod::File>(s, r, t);
	case FORMAT_XM:
		return read_module<TagLib::XM::File>(s, r, t);
	case FORMAT_IT:
		return read_module<TagLib::IT::File>(s, r, t);
	case FORMAT_S3M:
		return read_module<TagLib::S3M::File>(s, r, t);
	default:
		return;
	}
}
