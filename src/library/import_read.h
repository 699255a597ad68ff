/* Private to library/: the readers, one file each. */
#ifndef IMPORT_READ_H
#define IMPORT_READ_H

#include "library/import_data.h"

enum err_code import_read_playlist(
	struct import_data *d, const struct import_text *t, struct err *why);
enum err_code import_read_cmus(
	struct import_data *d, const struct import_text *t, struct err *why);
enum err_code import_read_mpd(
	struct import_data *d, const struct import_text *t, struct err *why);
enum err_code import_read_stickers(
	struct import_data *d, const struct import_text *t, struct err *why);
enum err_code import_read_rhythmdb(
	struct import_data *d, const struct import_text *t, struct err *why);
enum err_code import_read_rhythmbox_lists(
	struct import_data *d, const struct import_text *t, struct err *why);
enum err_code import_read_plist(
	struct import_data *d, const struct import_text *t, struct err *why);

/* "Kept what came before it" or the error, where nothing did. */
enum err_code import_cut_short(struct import_data *d, enum err_code code,
	const struct import_text *t, const struct err *trouble, struct err *why);
/* Numbers in text, 0 for what is none; dates as "2020-01-31T12:00:00Z". */
int64_t import_number(const char *text);
int64_t import_date(const char *text);
void import_set(char **to, const char *text); /* NULL for "" */

#endif
