/*
 * The keeper: a small process that the shell waits for, so that ^Z gives the terminal
 * back while the music plays on. A stopped process stops all of its threads; therefore
 * the player is the keeper's child, and only the keeper stops. `fg` continues both.
 */
#ifndef UI_KEEPER_H
#define UI_KEEPER_H

/* To be called before any thread exists. Forks; returns the keeper's process id in the
 * child, which goes on as the player and gets SIGTERM if the keeper dies. In the keeper
 * it never returns: fatal signals are passed on, and it ends as the player ends.
 * Returns 0 where no process could be made. */
int keeper_start(void);

#endif
