/* Between the two files of pictures, C and C++. */
#ifndef CODEC_PICTURE_TAGS_H
#define CODEC_PICTURE_TAGS_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Whether the bytes begin as a kind of picture that can be decoded does. */
bool picture_is_known(const void *bytes, size_t n);
enum err_code picture_from_tags(int fd, int side, struct picture *ret, struct err *why);

#ifdef __cplusplus
}
#endif

#endif
