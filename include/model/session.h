/*
 * Sessions: runs of listens with pauses under 30 minutes.
 */
#ifndef MODEL_SESSION_H
#define MODEL_SESSION_H

#include <stdbool.h>
#include <stdint.h>

enum { SESSION_GAP_MS = 30 * 60 * 1000 };

/* Does a play that starts at start_ms begin a new session after one that ended at
 * previous_end_ms? */
bool session_begins(int64_t previous_end_ms, int64_t start_ms);

#endif
