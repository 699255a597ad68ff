/*
 * A bounded queue of pointers between threads, with an eventfd so that a poll loop can
 * wait for it. The heap part of a message belongs to whoever received it.
 */
#ifndef BASE_MAILBOX_H
#define BASE_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>

struct mailbox;

struct mailbox *mailbox_create(size_t capacity);
void mailbox_destroy(struct mailbox *m, void (*free_message)(void *));
/* Sends; waits while full. False after mailbox_close (the message stays the
 * caller's). */
bool mailbox_send(struct mailbox *m, void *message);
/* Sends without waiting; false when full or closed. */
bool mailbox_try_send(struct mailbox *m, void *message);
/* Takes the oldest, NULL when empty. */
void *mailbox_try_receive(struct mailbox *m);
/* Waits up to timeout_ms (-1: for ever); NULL on timeout, or when closed and empty. */
void *mailbox_receive(struct mailbox *m, int timeout_ms);
/* Readable while messages wait. Owned by the mailbox. */
int mailbox_fd(struct mailbox *m);
/* No more sends; receivers get what is left, then NULL. */
void mailbox_close(struct mailbox *m);
bool mailbox_is_closed(struct mailbox *m);
size_t mailbox_len(struct mailbox *m);

#endif
