/* The main thread's side of the database: how it begins and ends. Questions and writes
 * themselves are in state.h. */
#ifndef APP_DATABASE_H
#define APP_DATABASE_H

#include "state.h"

/* Opens store and reader (a damaged database is restored first, which is said) and recalls
 * what is set in it. */
enum err_code database_open(struct app *a, struct err *why);
/* From now on answers arrive. */
void database_listen(struct app *a);
/* Asks how much there is. */
void database_count(struct app *a);
/* No more answers; NULL parts of one that was never opened are fine. */
void database_stop_reading(struct app *a);
/* After the store has stopped, too. */
void database_finish(struct app *a);

#endif
