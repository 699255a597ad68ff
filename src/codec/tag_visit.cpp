#include "tag_visit.h"

#include <aifffile.h>
#include <apefile.h>
#include <asffile.h>
#include <flacfile.h>
#include <id3v2framefactory.h>
#include <mpcfile.h>
#include <mpegfile.h>
#include <oggflacfile.h>
#include <opusfile.h>
#include <speexfile.h>
#include <trueaudiofile.h>
#include <vorbisfile.h>
#include <wavfile.h>
#include <wavpackfile.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow" /* in its own header */
#include <mp4file.h>
#pragma GCC diagnostic pop

extern "C" {
#include "base/log.h"
#include "codec/sniff.h"
}
#include "tag_container.h"
#include "tag_stream.h"

namespace
{

template <class File> void visit_xiph(FdStream &s, TagVisitor &v)
{
	File f(&s, false);
	if (f.tag())
		v.xiph(f.tag());
}

template <class File> void visit_ape(FdStream &s, TagVisitor &v)
{
	File f(&s, false);
	if (f.hasAPETag())
		v.ape(f.APETag());
}

/* Around streams of MP3's kind: ADTS too. */
void visit_mpeg(FdStream &s, TagVisitor &v)
{
	TagLib::MPEG::File f(&s, TagLib::ID3v2::FrameFactory::instance(), false);
	if (f.hasID3v2Tag())
		v.id3v2(f.ID3v2Tag());
	if (f.hasAPETag())
		v.ape(f.APETag());
}

void visit_flac(FdStream &s, TagVisitor &v)
{
	TagLib::FLAC::File f(&s, TagLib::ID3v2::FrameFactory::instance(), false);
	v.flac_pictures(f.pictureList());
	if (f.hasXiphComment())
		v.xiph(f.xiphComment());
	if (f.hasID3v2Tag())
		v.id3v2(f.ID3v2Tag());
}

void take_text(void *ctx, const char *name, const char *value, size_t n)
{
	static_cast<TagVisitor *>(ctx)->text(name, value, n);
}

/* Containers that TagLib has no class for. */
void visit_container(
	FdStream &s, void (*read)(int, struct container_facts *), TagVisitor &v)
{
	struct container_facts f = {};
	f.text = take_text;
	f.ctx = &v;
	read(s.descriptor(), &f);
	if (f.id3_at <= 0 || f.id3_at >= s.length())
		return;
	PlainFile file(&s);
	TagLib::ID3v2::Tag tag(&file, static_cast<long>(f.id3_at));
	v.id3v2(&tag);
}

void visit_matroska(FdStream &s, TagVisitor &v)
{
	int64_t at, size;
	visit_container(s, matroska_read, v);
	if (matroska_picture(s.descriptor(), &at, &size))
		v.attached(s.descriptor(), at, size);
}

template <class File> void visit_id3v2(FdStream &s, TagVisitor &v)
{
	File f(&s, false);
	if (f.hasID3v2Tag())
		v.id3v2(f.ID3v2Tag());
}

void visit_aiff(FdStream &s, TagVisitor &v)
{
	TagLib::RIFF::AIFF::File f(&s, false);
	if (f.hasID3v2Tag())
		v.id3v2(f.tag());
}

void visit_mp4(FdStream &s, TagVisitor &v)
{
	TagLib::MP4::File f(&s, false);
	if (f.tag())
		v.mp4(f.tag());
}

void visit_asf(FdStream &s, TagVisitor &v)
{
	TagLib::ASF::File f(&s, false);
	if (f.tag())
		v.asf(f.tag());
}

void visit_file(FdStream &s, enum format format, TagVisitor &v)
{
	switch (format) {
	case FORMAT_MP3:
	case FORMAT_AAC:
		return visit_mpeg(s, v);
	case FORMAT_FLAC:
		return visit_flac(s, v);
	case FORMAT_VORBIS:
		return visit_xiph<TagLib::Ogg::Vorbis::File>(s, v);
	case FORMAT_OPUS:
		return visit_xiph<TagLib::Ogg::Opus::File>(s, v);
	case FORMAT_OGG_FLAC:
		return visit_xiph<TagLib::Ogg::FLAC::File>(s, v);
	case FORMAT_SPEEX:
		return visit_xiph<TagLib::Ogg::Speex::File>(s, v);
	case FORMAT_WAV:
		return visit_id3v2<TagLib::RIFF::WAV::File>(s, v);
	case FORMAT_AIFF:
		return visit_aiff(s, v);
	case FORMAT_MP4:
		return visit_mp4(s, v);
	case FORMAT_ASF:
		return visit_asf(s, v);
	case FORMAT_WAVPACK:
		return visit_ape<TagLib::WavPack::File>(s, v);
	case FORMAT_APE:
		return visit_ape<TagLib::APE::File>(s, v);
	case FORMAT_MUSEPACK:
		return visit_ape<TagLib::MPC::File>(s, v);
	case FORMAT_TTA:
		return visit_id3v2<TagLib::TrueAudio::File>(s, v);
	case FORMAT_DSF:
		return visit_container(s, dsf_read, v);
	case FORMAT_DFF:
		return visit_container(s, dff_read, v);
	case FORMAT_MATROSKA:
		return visit_matroska(s, v);
	default:
		return; /* modules have no such tags */
	}
}

} // namespace

void tag_visit(int fd, TagVisitor &v)
{
	enum format format = sniff_fd(fd);
	if (format == FORMAT_UNKNOWN)
		return;
	try {
		FdStream s(fd);
		visit_file(s, format, v);
	} catch (const std::exception &e) {
		log_write(LOG_WARN, "tags: %s", e.what());
	}
}
