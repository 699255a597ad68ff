/* C++. TagLib's view of a borrowed descriptor. */
#ifndef CODEC_TAG_STREAM_H
#define CODEC_TAG_STREAM_H

#include <sys/stat.h>
#include <unistd.h>

#include <tfile.h>
#include <tiostream.h>

/* A read-only stream over a borrowed descriptor: three windows, least recently used
 * first out (head, frames and the end of a file are visited in turn). */
class FdStream : public TagLib::IOStream
{
      public:
	explicit FdStream(int descriptor) : fd(descriptor)
	{
		struct stat st;
		size = fstat(fd, &st) == 0 ? static_cast<long>(st.st_size) : 0;
	}
	int descriptor() const
	{
		return fd;
	}
	TagLib::FileName name() const override
	{
		return "";
	}
	TagLib::ByteVector readBlock(unsigned long length) override
	{
		if (at < 0 || at >= size || length == 0 || spent > BUDGET)
			return TagLib::ByteVector();
		if (length > static_cast<unsigned long>(size - at))
			length = static_cast<unsigned long>(size - at);
		if (length > BLOCK_MAX)
			length = BLOCK_MAX;
		spent += static_cast<long>(length);
		TagLib::ByteVector out =
			length <= WINDOW / 2 ? from_window(length) : straight(length);
		at += static_cast<long>(out.size());
		return out;
	}
	void writeBlock(const TagLib::ByteVector &) override
	{
	}
	void insert(const TagLib::ByteVector &, unsigned long, unsigned long) override
	{
	}
	void removeBlock(unsigned long, unsigned long) override
	{
	}
	bool readOnly() const override
	{
		return true;
	}
	bool isOpen() const override
	{
		return true;
	}
	void seek(long offset, Position p) override
	{
		at = p == Beginning ? offset
		     : p == Current ? at + offset
				    : size + offset;
	}
	long tell() const override
	{
		return at;
	}
	long length() override
	{
		return size;
	}
	void truncate(long) override
	{
	}

      private:
	static const unsigned long WINDOW = 8192, BLOCK_MAX = 64UL << 20;
	static const long BUDGET = 256L << 20;
	static const int WINDOWS = 3;
	struct window {
		char data[WINDOW];
		long from = 0, used = 0;
		ssize_t n = 0;
	};

	TagLib::ByteVector straight(unsigned long n)
	{
		TagLib::ByteVector v(static_cast<unsigned>(n), 0);
		ssize_t k = pread(fd, v.data(), n, at);
		v.resize(k > 0 ? static_cast<unsigned>(k) : 0);
		return v;
	}
	TagLib::ByteVector from_window(unsigned long n)
	{
		window *oldest = &windows[0];
		for (auto &w : windows) {
			if (at >= w.from && at + static_cast<long>(n) <= w.from + w.n) {
				w.used = ++clock;
				return TagLib::ByteVector(w.data + (at - w.from),
					static_cast<unsigned>(n));
			}
			if (w.used < oldest->used)
				oldest = &w;
		}
		/* Near the end the window reaches back: tags are read from there. */
		long from = at + static_cast<long>(WINDOW) > size
				    ? size - static_cast<long>(WINDOW)
				    : at;
		oldest->from = from < 0 ? 0 : from;
		oldest->n = pread(fd, oldest->data, WINDOW, oldest->from);
		oldest->used = ++clock;
		long have = oldest->from + (oldest->n > 0 ? oldest->n : 0) - at;
		if (have < static_cast<long>(n))
			n = have > 0 ? static_cast<unsigned long>(have) : 0;
		return TagLib::ByteVector(
			oldest->data + (at - oldest->from), static_cast<unsigned>(n));
	}

	int fd;
	long size, at = 0, spent = 0, clock = 0;
	window windows[WINDOWS];
};

/* A file that TagLib has no class for but whose tags it can read: ID3v2::Tag and
 * APE::Tag want a file to read from. */
class PlainFile : public TagLib::File
{
      public:
	explicit PlainFile(TagLib::IOStream *s) : TagLib::File(s)
	{
	}
	TagLib::Tag *tag() const override
	{
		return nullptr;
	}
	TagLib::AudioProperties *audioProperties() const override
	{
		return nullptr;
	}
	bool save() override
	{
		return false;
	}
};

#endif
