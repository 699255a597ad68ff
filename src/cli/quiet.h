/*
 * Sound libraries print to descriptor 2 while they probe, and again on underruns: it
 * goes to the log, or nowhere, while they work.
 */
#ifndef CLI_QUIET_H
#define CLI_QUIET_H

/* Returns the descriptor that stderr had, to write complaints to and to restore; -1: it
 * could not be moved. */
int quiet_stderr(void);
void quiet_restore(int kept);

#endif
