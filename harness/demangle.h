/* demangle.h: readable names of C++ and Rust functions whose only name is a linker symbol. */
#ifndef HN_DEMANGLE_H
#define HN_DEMANGLE_H

#include <stdbool.h>

#include "../reports/arena.h"

/* "Bank::transfer" or "bank::transfer" without parameters, return type and hash; SYMBOL itself if it
 * is not mangled or cannot be read. ARENA's string, or SYMBOL. */
const char *hn_demangle(const char *symbol, struct rp_arena *arena);
/* True if SYMBOL is mangled as Rust does it, the old way or the new one. */
bool hn_rust_symbol(const char *symbol);
/* True if the demangled NAME of a Rust function belongs to the language's own library. */
bool hn_rust_library(const char *name);

#endif
