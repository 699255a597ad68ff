#ifndef CLI_VERSION_H
#define CLI_VERSION_H

/* "linnet 0.1.0" and what is built in, a line each, on standard output. */
void version_print(void);

#endif
