/* What libchafa makes of a picture. Runs on the thread of the pictures. */
#ifndef UI_ART_CHAFA_H
#define UI_ART_CHAFA_H

#include "app/art.h"
#include "ui/protocol.h"

/* struct art_want.how: the protocol, and the pixels of a cell. */
int art_how(enum protocol p, int cell_w, int cell_h);

/* Of PROTOCOL_BLOCKS the data are (rows, cols) of these, of others bytes for the
 * terminal. */
struct art_cell {
	char text[6];    /* UTF-8 */
	uint16_t fg, bg; /* as struct cell has them */
};
enum err_code art_chafa(const struct picture *p, const struct art_want *w,
	struct art_made *ret, struct err *why);

#endif
