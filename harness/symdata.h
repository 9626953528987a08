/* symdata.h: what debug info says of a variable: its name with the field that an address lies in, its
 * type, and where it is declared.
 */
#ifndef HN_SYMDATA_H
#define HN_SYMDATA_H

#include "symfile.h"

struct hn_variable {
    const char *path; /* "counter", "bank.accounts[1].balance" */
    const char *type; /* of what PATH names: "int"; NULL if that has no name */
    const char *file; /* where the variable is declared; NULL if unknown */
    int line;
    bool is_volatile;
    const char
        *bits; /* bit-fields that share the address's unit of memory: "ready, done"; else NULL */
};

/* The variable with static storage that holds the SIZE bytes at file address ADDR; false if debug info
 * knows none. Strings are ARENA's. */
bool hn_symdata_find(const struct hn_symfile *file, uint64_t addr, uint64_t size,
                     struct rp_arena *arena, struct hn_variable *out);

#endif
