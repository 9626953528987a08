/* input.h: what every seed reads as its standard input: the same bytes, from the same place. */
#ifndef HN_INPUT_H
#define HN_INPUT_H

#include <stdbool.h>
#include <sys/types.h>

#define HN_INPUT_MAX (64u << 20) /* bytes that are taken from a pipe */

struct hn_target;

struct hn_input {
    int fd;             /* opened anew, by its number, for each process; -1: /dev/null */
    off_t at;           /* where reading starts */
    bool own;           /* FD is ours to close */
    bool kept;          /* what FD holds has no name of its own: it was read from a pipe */
    char *path;         /* the file's name, from which a replay gets the same bytes; or NULL */
    const char *idle;   /* why an inherited pipe is not read, or NULL */
    const char *source; /* words for -v */
};

/* Chooses the input of TARGET: FILE; "-": our own standard input to its end; NULL: our own standard
 * input if it is a file, or a pipe with something in it. A pipe is read to its end. Returns 0, or a
 * status after one line. */
int hn_input_open(struct hn_input *in, const char *file, const struct hn_target *target);
void hn_input_close(struct hn_input *in);
/* In the process that is to become the program: opens the input as descriptor 0. */
bool hn_input_attach(const struct hn_input *in);

#endif
