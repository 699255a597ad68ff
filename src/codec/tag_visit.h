/* C++. What is in a file's tags beside the fields that lists show: walks to each kind of
 * tag that the file has, in the order in which they count. */
#ifndef CODEC_TAG_VISIT_H
#define CODEC_TAG_VISIT_H

#include <apetag.h>
#include <asftag.h>
#include <flacpicture.h>
#include <id3v2tag.h>
#include <xiphcomment.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow" /* in its own header */
#include <mp4tag.h>
#pragma GCC diagnostic pop

/* Each is called for a tag that is there; the tag lives during the call. */
class TagVisitor
{
      public:
	virtual ~TagVisitor() = default;
	virtual void id3v2(const TagLib::ID3v2::Tag *)
	{
	}
	virtual void ape(const TagLib::APE::Tag *)
	{
	}
	virtual void xiph(const TagLib::Ogg::XiphComment *)
	{
	}
	virtual void flac_pictures(const TagLib::List<TagLib::FLAC::Picture *> &)
	{
	}
	virtual void mp4(const TagLib::MP4::Tag *)
	{
	}
	virtual void asf(const TagLib::ASF::Tag *)
	{
	}
	/* Of Matroska: tags by name, and an attached picture's place. */
	virtual void text(const char *, const char *, size_t)
	{
	}
	virtual void attached(int, int64_t, int64_t)
	{
	}
};

/* Never throws; a file that is no audio has no tags. */
void tag_visit(int fd, TagVisitor &v);

extern "C" {
/* picture_matroska.c: where the cover (else the first picture) lies in the file. */
bool matroska_picture(int fd, int64_t *ret_at, int64_t *ret_size);
}

#endif
