/* Shared by the files of the options. */
#ifndef CONF_OPTIONS_IMPL_H
#define CONF_OPTIONS_IMPL_H

#include "conf/options.h"

/* Where the row's value lies. */
void *option_field(const struct options *o, const struct option_row *row);

#endif
