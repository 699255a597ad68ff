/* Pictures in tags: the front cover first, else the first one that can be decoded. */
extern "C" {
#include "codec/picture.h"

#include "base/io.h"
}

#include <cstring>
#include <string>

#include <asfpicture.h>
#include <attachedpictureframe.h>

#include "picture_tags.h"
#include "tag_visit.h"

namespace
{

enum { FRONT_COVER = 3 /* in all tags: ID3v2's list of kinds */ };

class Finder : public TagVisitor
{
      public:
	TagLib::ByteVector best;
	bool front = false, too_large = false;

	void offer(const TagLib::ByteVector &data, int kind)
	{
		if (data.size() == 0 || !picture_is_known(data.data(), data.size()))
			return;
		if (data.size() > PICTURE_FILE_MAX) {
			too_large = true;
			return;
		}
		bool is_front = kind == FRONT_COVER;
		if (!best.isEmpty() && (front || !is_front))
			return;
		best = data;
		front = is_front;
	}
	void id3v2(const TagLib::ID3v2::Tag *tag) override
	{
		for (const auto *frame : tag->frameList("APIC")) {
			auto *p = dynamic_cast<
				const TagLib::ID3v2::AttachedPictureFrame *>(frame);
			if (p)
				offer(p->picture(), p->type());
		}
	}
	/* "Cover Art (Front)": a file's name, a NUL, the picture. */
	void ape(const TagLib::APE::Tag *tag) override
	{
		for (const auto &item : tag->itemListMap()) {
			if (!item.first.upper().startsWith("COVER ART"))
				continue;
			TagLib::ByteVector data = item.second.binaryData();
			int nul = data.find('\0');
			bool is_front = item.first.upper() == "COVER ART (FRONT)";
			if (nul >= 0)
				offer(data.mid(static_cast<unsigned>(nul) + 1),
					is_front ? FRONT_COVER : 0);
		}
	}
	void flac_pictures(const TagLib::List<TagLib::FLAC::Picture *> &list) override
	{
		for (const auto *p : list)
			offer(p->data(), p->type());
	}
	/* TagLib has decoded METADATA_BLOCK_PICTURE and COVERART. */
	void xiph(const TagLib::Ogg::XiphComment *c) override
	{
		flac_pictures(const_cast<TagLib::Ogg::XiphComment *>(c)->pictureList());
	}
	void mp4(const TagLib::MP4::Tag *tag) override
	{
		const TagLib::MP4::ItemMap &map = tag->itemMap();
		auto it = map.find("covr");
		if (it == map.end())
			return;
		for (const auto &cover : it->second.toCoverArtList())
			offer(cover.data(), FRONT_COVER);
	}
	void asf(const TagLib::ASF::Tag *tag) override
	{
		const TagLib::ASF::AttributeListMap &map = tag->attributeListMap();
		auto it = map.find("WM/Picture");
		if (it == map.end())
			return;
		for (const auto &attribute : it->second) {
			TagLib::ASF::Picture p = attribute.toPicture();
			if (p.isValid())
				offer(p.picture(), p.type());
		}
	}
	void attached(int fd, int64_t at, int64_t size) override
	{
		TagLib::ByteVector data(static_cast<unsigned>(size), 0);
		ssize_t n =
			io_pread_full(fd, data.data(), static_cast<size_t>(size), at);
		data.resize(n > 0 ? static_cast<unsigned>(n) : 0);
		offer(data, FRONT_COVER);
	}
};

} // namespace

extern "C" enum err_code picture_from_tags(
	int fd, int side, struct picture *ret, struct err *why)
{
	Finder f;
	tag_visit(fd, f);
	if (f.best.isEmpty() && f.too_large)
		return err_set(why, ERR_RANGE, "the picture has more than %d MB",
			PICTURE_FILE_MAX >> 20);
	if (f.best.isEmpty())
		return err_set(why, ERR_NOT_FOUND, "there is no picture in the tags");
	return picture_decode(f.best.data(), f.best.size(), side, ret, why);
}
