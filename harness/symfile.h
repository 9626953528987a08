/* symfile.h: one ELF file that addresses are looked up in; the part of symbolize that talks to libdw.
 */
#ifndef HN_SYMFILE_H
#define HN_SYMFILE_H

#include <elfutils/libdwfl.h>

#include "../reports/arena.h"
#include "../reports/model.h"

struct hn_symfile {
    struct hn_symfile *next;
    const char *path, *name; /* name: base name */
    Dwfl *dwfl;              /* NULL: the file is of no use */
    Dwfl_Module *module;
    GElf_Addr shift; /* libdwfl's address minus the file's own */
};

/* PATH and NAME are set; leaves the rest zero if the file cannot be used. */
void hn_symfile_open(struct hn_symfile *file);
void hn_symfile_close(struct hn_symfile *file);
/* Frames at file address ADDR, at least one, innermost first; all but offset are filled. */
size_t hn_symfile_frames(const struct hn_symfile *file, uint64_t addr, struct rp_arena *arena,
                         struct rp_frame **frames);
/* "symbol" or "symbol+8" of the data object at file address ADDR, or NULL. */
const char *hn_symfile_data(const struct hn_symfile *file, uint64_t addr, struct rp_arena *arena);

#endif
