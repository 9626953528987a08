/* demangle.c: readable names of C++ and Rust functions, through binutils' libiberty. */
#include "demangle.h"

#include <ctype.h>
#include <libiberty/demangle.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST 4096 /* a longer symbol is left as it is: files are not to be trusted */

/* The old mangling ends in a hash, as a part of its own: "17h" and sixteen digits. */
static bool has_hash(const char *symbol) {
    size_t n = strlen(symbol);
    if (n < 20 || symbol[n - 1] != 'E' || strncmp(symbol + n - 20, "17h", 3) != 0)
        return false;
    for (size_t i = n - 17; i < n - 1; i++)
        if (!isxdigit((unsigned char)symbol[i]))
            return false;
    return true;
}

bool hn_rust_symbol(const char *symbol) {
    if (strncmp(symbol, "_R", 2) == 0)
        return symbol[2] == 'N' || symbol[2] == 'I' || symbol[2] == 'C';
    return strncmp(symbol, "_ZN", 3) == 0 && has_hash(symbol);
}

bool hn_rust_library(const char *name) {
    static const char *const crates[] = {"std::", "core::", "alloc::"};
    name += strspn(name, "<&");
    for (size_t i = 0; i < sizeof crates / sizeof crates[0]; i++)
        if (strncmp(name, crates[i], strlen(crates[i])) == 0)
            return true;
    return false;
}

/* Debug info calls it "(anonymous)". */
static const char *short_anonymous(const char *name, struct rp_arena *arena) {
    static const char word[] = " namespace)";
    for (const char *at = name; (at = strstr(at, word));)
        name = rp_arena_printf(arena, "%.*s)%s", (int)(at - name), name, at + sizeof word - 1),
        at = name;
    return name;
}

const char *hn_demangle(const char *symbol, struct rp_arena *arena) {
    if ((strncmp(symbol, "_Z", 2) != 0 && !hn_rust_symbol(symbol)) || strlen(symbol) > LONGEST)
        return symbol;
    char *plain = cplus_demangle(symbol, DMGL_AUTO | DMGL_RET_DROP);
    if (!plain)
        return symbol;
    const char *name = short_anonymous(rp_arena_strdup(arena, plain), arena);
    free(plain);
    return name;
}
