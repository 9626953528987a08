/* output_file.h: a file that is there as a whole or not at all: written aside, swapped in.
 *
 * What cannot be swapped is written directly: a pipe or device, an inherited descriptor (/dev/stdout,
 * /dev/fd/N), a file in a directory that takes no new one.
 */
#ifndef HN_OUTPUT_FILE_H
#define HN_OUTPUT_FILE_H

#include <stdbool.h>
#include <stddef.h>

struct hn_output_file {
    char *path;    /* where the file itself is, links followed; NULL if written directly */
    int fd;        /* to write directly to; else -1 */
    bool in_place; /* `fd` was opened by its name */
};

/* Sees that the file can be written, and changes nothing in it. Opening a pipe waits for its reader.
 * 0 or an errno number; to be closed in both cases. */
int hn_output_file_open(struct hn_output_file *f, const char *path);
/* The file's new content; may be called once. On failure a file that was swapped is as it was. 0 or the
 * first cause as an errno number. */
int hn_output_file_write(struct hn_output_file *f, const char *bytes, size_t n);
void hn_output_file_close(struct hn_output_file *f);
/* A and B name one file of one folder, which need not be there. */
bool hn_output_same_place(const char *a, const char *b);

/* Appends to the file at PATH, which need not be there. 0 or an errno number. */
int hn_output_append(const char *path, const char *bytes, size_t n);

#endif
