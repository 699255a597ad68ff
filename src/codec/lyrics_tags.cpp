/*
 * Lyrics in tags: ID3v2's SYLT (times in milliseconds; those in MPEG frames are passed
 * over) becomes LRC text, so that one parser makes lines of it; USLT, Vorbis comments,
 * MP4, APE and ASF hold plain text or LRC.
 */
extern "C" {
#include "codec/picture.h"
#include "text/lyrics.h"
}

#include <cstring>
#include <string>

#include <synchronizedlyricsframe.h>
#include <tpropertymap.h>
#include <unsynchronizedlyricsframe.h>

#include "tag_visit.h"

namespace
{

const char *const names[] = {
	"SYNCEDLYRICS", "LYRICS", "UNSYNCEDLYRICS", "UNSYNCED LYRICS", "LYRIC"};

class Reader : public TagVisitor
{
      public:
	std::string timed, plain;

	void offer(const TagLib::String &text)
	{
		std::string s = text.to8Bit(true);
		if (s.size() > LYRICS_BYTES_MAX)
			s.resize(LYRICS_BYTES_MAX);
		if (s.find_first_not_of(" \r\n\t") == std::string::npos)
			return;
		std::string &to = has_times(s) ? timed : plain;
		if (to.empty())
			to = s;
	}
	void id3v2(const TagLib::ID3v2::Tag *tag) override
	{
		for (const auto *frame : tag->frameList("SYLT")) {
			auto *l = dynamic_cast<
				const TagLib::ID3v2::SynchronizedLyricsFrame *>(frame);
			if (l && timed.empty())
				timed = lrc_of(l);
		}
		for (const auto *frame : tag->frameList("USLT")) {
			auto *l = dynamic_cast<
				const TagLib::ID3v2::UnsynchronizedLyricsFrame *>(
				frame);
			if (l)
				offer(l->text());
		}
		offer_properties(tag->properties());
	}
	void ape(const TagLib::APE::Tag *tag) override
	{
		for (const char *name : names) {
			auto it = tag->itemListMap().find(name);
			if (it != tag->itemListMap().end() &&
				it->second.type() == TagLib::APE::Item::Text)
				offer(it->second.toString());
		}
	}
	void xiph(const TagLib::Ogg::XiphComment *c) override
	{
		for (const char *name : names) {
			auto it = c->fieldListMap().find(name);
			if (it != c->fieldListMap().end())
				offer(it->second.toString("\n"));
		}
	}
	void mp4(const TagLib::MP4::Tag *tag) override
	{
		auto it = tag->itemMap().find("\251lyr");
		if (it != tag->itemMap().end())
			offer(it->second.toStringList().toString("\n"));
	}
	void asf(const TagLib::ASF::Tag *tag) override
	{
		for (const char *name : {"WM/Lyrics", "WM/Lyrics_Synchronised"}) {
			auto it = tag->attributeListMap().find(name);
			if (it != tag->attributeListMap().end() &&
				!it->second.isEmpty())
				offer(it->second.front().toString());
		}
	}
	void text(const char *name, const char *value, size_t n) override
	{
		for (const char *known : names)
			if (strcmp(known, name) == 0)
				offer(TagLib::String(
					std::string(value, n), TagLib::String::UTF8));
	}

      private:
	static bool has_times(const std::string &s)
	{
		struct lyrics l;
		lyrics_parse(&l, s.data(), s.size());
		bool is = l.timed;
		lyrics_finish(&l);
		return is;
	}
	/* TXXX:LYRICS, as some programs write what Vorbis comments would hold. */
	void offer_properties(const TagLib::PropertyMap &map)
	{
		for (const char *name : names) {
			auto it = map.find(name);
			if (it != map.end())
				offer(it->second.toString("\n"));
		}
	}
	static std::string time_of(unsigned ms)
	{
		char text[32];
		snprintf(text, sizeof text, "%u:%02u.%03u", ms / 60000, ms / 1000 % 60,
			ms % 1000);
		return text;
	}
	/* A newline at the front of a piece begins a line (ID3v2.4, 4.9); where no piece
	 * has one, each is a line. Some write it at the end instead. */
	static std::string lrc_of(const TagLib::ID3v2::SynchronizedLyricsFrame *f)
	{
		std::string out;
		bool lines = false, fresh = true;
		if (f->timestampFormat() !=
			TagLib::ID3v2::SynchronizedLyricsFrame::AbsoluteMilliseconds)
			return out;
		const auto list = f->synchedText();
		for (const auto &piece : list)
			lines = lines || piece.text.find("\n") >= 0;
		for (const auto &piece : list) {
			std::string s = piece.text.to8Bit(true);
			bool ends = !s.empty() && s.back() == '\n';
			bool begins = !s.empty() && s.front() == '\n';
			while (!s.empty() && (s.front() == '\n' || s.front() == '\r'))
				s.erase(0, 1);
			while (!s.empty() && (s.back() == '\n' || s.back() == '\r'))
				s.pop_back();
			for (char &c : s)
				if (c == '\n' || c == '\r')
					c = ' ';
			if (fresh || begins || !lines)
				out += "\n[" + time_of(piece.time) + "]";
			if (lines)
				out += "<" + time_of(piece.time) + ">";
			out += s;
			fresh = ends;
			if (out.size() > LYRICS_BYTES_MAX)
				break;
		}
		return out;
	}
};

} // namespace

extern "C" enum err_code lyrics_read_fd(int fd, struct str *out, struct err *why)
{
	Reader r;
	tag_visit(fd, r);
	const std::string &s = r.timed.empty() ? r.plain : r.timed;
	if (s.empty())
		return err_set(why, ERR_NOT_FOUND, "there are no lyrics in the tags");
	str_append_n(out, s.data(), s.size());
	return ERR_OK;
}
