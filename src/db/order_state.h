/* Private to order*.c: the collation of a connection. */
#ifndef ORDER_STATE_H
#define ORDER_STATE_H

#include <stdbool.h>

#include "connection.h"
#include "text/collate.h"

#define ORDER_CHOSEN "order"    /* what was chosen: locale, line break, articles */
#define ORDER_MADE "order.made" /* what all keys were made by: collate_name */
#define ORDER_AT "order.at" /* how far making them again has come: "name\nstage id" */

struct order {
	struct collate *collate; /* owned; never NULL */
	char *chosen;            /* owned; the setting that it was made from */
	bool made;               /* all keys are by it: it was looked up */
};

const struct collate *order_collate(struct db *db);

#endif
