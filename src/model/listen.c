#include "model/listen.h"

#include <stdio.h>
#include <string.h>

#include "base/rng.h"

static const char *const outcomes[] = {"finished", "skipped", "stopped"};
_Static_assert(sizeof outcomes / sizeof *outcomes == OUTCOME__COUNT, "every outcome");

static const char *const sources[] = {"files", "album", "artist", "library", "playlist",
	"search", "queue", "for-you", "history"};
_Static_assert(sizeof sources / sizeof *sources == SOURCE__COUNT, "every source");

void listen_new_id(char out[LISTEN_ID_SIZE])
{
	unsigned char raw[16];
	rng_os_bytes(raw, sizeof raw);
	for (int i = 0; i < 16; i++)
		snprintf(out + 2 * i, 3, "%02x", raw[i]);
}

enum outcome listen_outcome(int64_t heard_ms, int64_t duration_ms, enum play_end end)
{
	if (duration_ms > 0 ? heard_ms * 10 >= duration_ms * 9 : end == PLAY_END_TRACK)
		return OUTCOME_FINISHED;
	return end == PLAY_END_OTHER ? OUTCOME_SKIPPED : OUTCOME_STOPPED;
}

bool listen_counts(int64_t heard_ms, int64_t duration_ms)
{
	if (heard_ms >= LISTEN_COUNTS_MS)
		return true;
	return duration_ms > 0 && heard_ms > 0 && heard_ms * 2 >= duration_ms;
}

bool listen_trains(unsigned flags)
{
	return (flags & (LISTEN_NO_DEVICE | LISTEN_UNATTENDED)) == 0;
}

const char *outcome_name(enum outcome o)
{
	return o >= 0 && o < OUTCOME__COUNT ? outcomes[o] : "";
}

const char *source_name(enum source_kind k)
{
	return k >= 0 && k < SOURCE__COUNT ? sources[k] : "";
}

bool source_from_name(const char *name, enum source_kind *ret)
{
	for (int i = 0; i < SOURCE__COUNT; i++) {
		if (strcmp(sources[i], name) == 0) {
			*ret = (enum source_kind)i;
			return true;
		}
	}
	return false;
}
