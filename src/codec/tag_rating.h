/*
 * Ratings as players write them, in stars from 1 to 5; 0: none.
 */
#ifndef CODEC_TAG_RATING_H
#define CODEC_TAG_RATING_H

#ifdef __cplusplus
extern "C" {
#endif

/* POPM's byte. Windows, foobar2000, MediaMonkey, MusicBee and Winamp write 1 64 128 196
 * 255 (and half stars between them), Traktor steps of 51, Quod Libet a fraction of 255. */
int tag_rating_popm(const char *email, int value);
/* "0.8" of 1 (FMPS_Rating). */
int tag_rating_fmps(const char *text);
/* RATING of Vorbis comments, APE and MP4: "0.8" of 1, 1 to 5, to 10, to 100, to 255. */
int tag_rating_text(const char *text);
/* WM/SharedUserRating: 1 25 50 75 99. */
int tag_rating_asf(int value);

#ifdef __cplusplus
}
#endif

#endif
