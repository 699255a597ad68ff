/* Private to db/: the columns of a track as lists show it, and reading them. */
#ifndef TRACK_ROW_H
#define TRACK_ROW_H

#include "base/mem.h"
#include "model/track.h"
#include "stmt.h"

/* Of "track t" joined with what names its parts; needs :profile. Loudness that the tags
 * do not tell was measured (ReplayGain's reference is -18 LUFS), or is NULL. */
#define TRACK_COLUMNS                                                                        \
	"t.id, t.recording, t.file, t.artist, t.album, t.title, coalesce(t.credit, a.name)," \
	" coalesce(al.credit, aa.name), "                                                    \
	"al.title,"                                                                          \
	" g.name, CAST(r.path || '/' || f.path AS BLOB), t.year, t.disc, t.number,"          \
	" t.duration_ms, t.codec, t.rate_hz, t.channels, t.bits, fb.rating, "                \
	"fb.\"like\","                                                                       \
	" f.state, f.reason, r.mounted, t.start_frame, t.end_frame,"                         \
	" coalesce(t.track_gain_db, -18 - ld.track_lufs),"                                   \
	" coalesce(t.track_peak, ld.track_peak),"                                            \
	" coalesce(t.album_gain_db, -18 - ld.album_lufs),"                                   \
	" coalesce(t.album_peak, ld.album_peak), t.guessed"
#define TRACK_JOINS                                                                    \
	" JOIN file f ON f.id = t.file JOIN root r ON r.id = f.root"                   \
	" LEFT JOIN artist a ON a.id = t.artist"                                       \
	" LEFT JOIN artist aa ON aa.id = t.album_artist"                               \
	" LEFT JOIN album al ON al.id = t.album LEFT JOIN genre g ON g.id = t.genre"   \
	" LEFT JOIN feedback fb ON fb.profile = :profile AND fb.scope = 'recording'"   \
	" AND fb.target = t.recording AND fb.path = x''"                               \
	" LEFT JOIN d_loudness ld ON ld.recording = t.recording"

/* Reads those columns from `first` on. */
void track_row(struct stmt *q, int first, struct arena *a, struct track *ret);
/* A track by its id; ERR_NOT_FOUND. */
enum err_code track_by_id(struct db *db, int64_t profile, int64_t id, struct arena *a,
	struct track *ret, struct err *why);
/* The track to play for a recording; ERR_NOT_FOUND for an unknown one. */
enum err_code track_by_recording(struct db *db, int64_t profile, int64_t recording,
	struct arena *a, struct track *ret, struct err *why);

#endif
