/*
 * What is known of one track, asked for by the screen.
 */
#ifndef APP_DETAILS_H
#define APP_DETAILS_H

#include <stdint.h>

#include "app/app.h"
#include "db/details.h"

/* Asks for it; APP_CHANGED_ROWS tells when it is there. Only the last one asked for is
 * kept. */
void app_details_ask(struct app *a, int64_t track);
/* Borrowed until the next question; NULL: not there (yet). */
const struct track_details *app_details(struct app *a, int64_t track);

#endif
