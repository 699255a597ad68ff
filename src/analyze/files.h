/* Files of strangers, for workers. Private to analyze/. */
#ifndef FILES_H
#define FILES_H

#include <stdint.h>

#include "base/err.h"

/* Regular files only; -1 with the reason. */
int files_open(const char *path, struct err *why);
/* How long a file may take: background workers get little of a busy machine, so this is
 * for what hangs: as long as the music plays (at 32 kbit/s where nobody knows: duration
 * 0), and a floor. */
int64_t files_limit_us(int fd, int64_t duration_ms, int floor_s);

#endif
