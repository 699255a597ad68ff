/*
 * Libraries that are loaded when they are first needed. Private to codec/.
 */
#ifndef CODEC_LIBRARY_H
#define CODEC_LIBRARY_H

/* The library of that soname, which stays until the process ends; NULL: it is not
 * installed, or was not loaded before the process was confined. */
void *library_load(const char *soname);

#endif
