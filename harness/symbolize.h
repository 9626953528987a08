/* symbolize.h: from code addresses of a finished run to functions, files and lines, with libdw.
 *
 * Reads the program's and its libraries' files on this machine only (debuginfod is never asked) and
 * treats them as untrusted: a file that is missing, not regular or garbage gives frames with module
 * and offset alone. Names come from debug info ("Bank::transfer" for C++), else from the symbol
 * table, demangled.
 */
#ifndef HN_SYMBOLIZE_H
#define HN_SYMBOLIZE_H

#include "../reports/model.h"
#include "run.h"

struct hn_symbols;

/* What kind of code a module holds, for what a reader (and a fingerprint) wants to see. */
enum hn_zone {
    HN_ZONE_PROGRAM,
    HN_ZONE_RUNTIME, /* libc, libstdc++, Rust's std, libdetgo, libgcc_s, the loader, sanitizer runtimes, vdso */
    HN_ZONE_SHIM /* libdetsched, and our race runtime under ThreadSanitizer's name */
};

/* Frames of code address PC in RUN's modules, innermost (inlined) first. EXACT: PC is the instruction
 * itself, not a return address. The frames are SY's and stay good until it is freed. */
size_t hn_symbols_frames(struct hn_symbols *sy, const struct hn_run *run, uint64_t pc, bool exact,
                         const struct rp_frame **frames);
/* How many frames of ST matter: the process's entry code, below libc's call of main, does not. */
uint32_t hn_symbols_depth(struct hn_symbols *sy, const struct hn_run *run,
                          const struct ds_stack *st);
enum hn_zone hn_symbols_zone(const struct rp_frame *frame);

/* The named stack as people want to see it: the frames of hooks, race runtime and libdetgo and the start-up
 * code below main and below thread entries left out; what is not the program's own is marked as a library's.
 * Frames and strings are ARENA's. */
struct rp_arena;
struct rp_stack hn_symbols_stack(struct hn_symbols *sy, const struct hn_run *run, uint32_t stack,
                                 struct rp_arena *arena);

/* The innermost frame of the program's own code on the stack numbered STACK, or NULL. SY's frame. */
const struct rp_frame *hn_symbols_own(struct hn_symbols *sy, const struct hn_run *run,
                                      uint32_t stack);

/* Name of the data object that holds file address ADDR of MODULE, with offset ("forks+40"), or NULL.
 * SY's string. */
const char *hn_symbols_data(struct hn_symbols *sy, const struct hn_run *run, size_t module,
                            uint64_t addr);
/* The same from debug info, with the field that the SIZE bytes are; false if that does not tell. */
struct hn_variable; /* symdata.h */
bool hn_symbols_variable(struct hn_symbols *sy, const struct hn_run *run, size_t module,
                         uint64_t addr, uint64_t size, struct hn_variable *out);

#endif
