/* libchafa's header, whose macros -Wpedantic does not like: as if the system's own. */
#ifndef UI_CHAFA_HEADER_H
#define UI_CHAFA_HEADER_H

#pragma GCC system_header

#include <chafa.h>

#endif
