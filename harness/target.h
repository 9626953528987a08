/* target.h: the program under test as a file: is it one that can be run under control? */
#ifndef HN_TARGET_H
#define HN_TARGET_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct hn_target {
    char *path;        /* absolute, if the working directory still has a name */
    bool script;       /* starts with #!: the real target is found among its children */
    char *asan;        /* name of the shared libasan that it needs, or NULL */
    bool asan_static;  /* carries AddressSanitizer's runtime in itself */
    bool tsan_static;  /* carries ThreadSanitizer's runtime in itself */
    char *interpreter; /* of the ELF file, or the script's line */
    uint32_t id;       /* hash of the build id, or of the content if there is none */
    bool has_build_id;
    bool wants_input; /* it may read its standard input: it names a function or stream that does */
    dev_t dev;
    ino_t ino;
    char **imports; /* names of undefined dynamic symbols, NULL-terminated; never NULL */
    char **needed;  /* names of needed libraries, NULL-terminated; never NULL */
};

/* Finds PROGRAM as a shell would and looks into it. Returns 0, or HN_CANNOT after one clear line. */
int hn_target_open(struct hn_target *t, const char *program);
/* Reads what the library at PATH imports into T, to be closed. False if it cannot be read; there is
 * nothing to close then. */
bool hn_target_library(struct hn_target *t, const char *path);
/* The file that PROGRAM names, as a shell would find it; NULL: none. The caller frees. */
char *hn_target_find(const char *program);
void hn_target_close(struct hn_target *t);

#endif
