/* fuzz.h: what the fuzz targets share: input as edits of a valid image, files in memory, checks.
 *
 * An input is either the parser's text itself, or a list of edits (six bytes each) that are applied to
 * an image which was valid: that reaches the code behind the first check.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* Ends the process, as a crash does, when what must hold does not. */
#define FUZZ_CHECK(condition)                            \
    do {                                                 \
        if (!(condition))                                \
            fuzz_failed(__FILE__, __LINE__, #condition); \
    } while (0)
_Noreturn void fuzz_failed(const char *file, int line, const char *what);

/* A part of the image that edits may pick: all parts are picked equally often, small ones as well. */
struct fuzz_area {
    uint8_t *at;
    size_t size;
};
enum { FUZZ_EDITS = 24 };
struct fuzz_undo {
    struct {
        uint8_t *at;
        uint8_t old[8];
        size_t width;
    } done[FUZZ_EDITS];
    size_t count;
};
/* Applies the edits of DATA (at most FUZZ_EDITS), remembering what was there. */
void fuzz_edit(const uint8_t *data, size_t size, const struct fuzz_area *areas, size_t count,
               struct fuzz_undo *undo);
void fuzz_undo(struct fuzz_undo *undo);

/* DATA as a string, cut at its first NUL; freed by the caller. */
char *fuzz_text(const uint8_t *data, size_t size);
/* The file sample beside the target, whole; never NULL. */
uint8_t *fuzz_sample(size_t *size);
/* The ELF header, both header tables and every section of the ELF file IMAGE; returns how many. */
size_t fuzz_elf_areas(uint8_t *image, size_t size, struct fuzz_area *areas, size_t room);
/* An unnamed executable file with these bytes; its path under /proc/self/fd is put into PATH. */
int fuzz_file(const void *bytes, size_t size, char *path, size_t room);
/* Remembers where the target lies; called by LLVMFuzzerInitialize. */
void fuzz_begin(char **argv);

#endif
