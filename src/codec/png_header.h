/* libpng's header, as if the system's own: it is found through a flag where pkg-config
 * says so, and would be judged like ours. */
#ifndef CODEC_PNG_HEADER_H
#define CODEC_PNG_HEADER_H

#pragma GCC system_header

#include <png.h>

#endif
