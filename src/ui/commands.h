/* The screen's own commands: tables, one file each, and what their files share. */
#ifndef UI_COMMANDS_H
#define UI_COMMANDS_H

#include "state.h"

extern const struct command ui_search_commands[], ui_screen_commands[];
extern const size_t ui_search_commands_n, ui_screen_commands_n;

/* Popup, welcome screen and the view itself may take a command before the general one.
 */
bool command_taken(struct command_call *c);
/* What only they know how to do. */
enum err_code command_own(struct command_call *c, struct err *why);

#endif
