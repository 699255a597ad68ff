/* C++. What fields are called. */
#ifndef CODEC_TAG_NAMES_H
#define CODEC_TAG_NAMES_H

#include <tstring.h>

struct tag_name {
	int field, rank; /* rank 0: the best name for it; -1, 0: unknown */
};
/* Of Vorbis comments, APE, ASF, TXXX and free-form MP4: without their case, spaces and
 * punctuation they are the same. */
struct tag_name tag_name_find(const TagLib::String &name);

#endif
