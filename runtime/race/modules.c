/* modules.c: which modules of the process were compiled for the runtime: those that call its initialiser. */
#define _GNU_SOURCE
#include <elf.h>
#include <link.h>

#include "core.h"

#define MAX_RANGES 512
struct range {
    uintptr_t low, high;
};
static struct range ranges[MAX_RANGES]; /* sorted */
static unsigned count;

/* Where the dynamic section says that a table is: the loader moves the addresses in most of them. */
static uintptr_t table(const struct dl_phdr_info *m, uintptr_t value) {
    return value < m->dlpi_addr ? m->dlpi_addr + value : value;
}

static bool same(const char *a, const char *b) {
    while (*a != '\0' && *a == *b)
        a++, b++;
    return *a == *b;
}

/* STRINGS holds NAME as a whole string; two tails may share one. */
static bool has_string(const char *strings, size_t bytes, const char *name, size_t len) {
    for (size_t i = 0; i + len < bytes; i++)
        if (strings[i] == name[0] && strings[i + len] == '\0' && same(strings + i, name) &&
            (i == 0 || strings[i - 1] == '\0'))
            return true;
    return false;
}

static bool imports(const struct dl_phdr_info *m, const ElfW(Dyn) * d) {
    static const char name[] = "__tsan_init";
    const char *strings = NULL;
    size_t bytes = 0;
    for (; d->d_tag != DT_NULL; d++) {
        if (d->d_tag == DT_STRTAB)
            strings = (const char *)table(m, d->d_un.d_ptr);
        else if (d->d_tag == DT_STRSZ)
            bytes = d->d_un.d_val;
    }
    return strings != NULL && has_string(strings, bytes, name, sizeof name - 1);
}

static void add(uintptr_t low, uintptr_t high) {
    unsigned i = count;
    if (count == MAX_RANGES)
        return;
    for (; i > 0 && ranges[i - 1].low > low; i--)
        ranges[i] = ranges[i - 1];
    ranges[i] = (struct range){low, high};
    count++;
}

/* How often the loader has added a module, or removed one, when the list was made. */
static unsigned long long added, removed;

static int look(struct dl_phdr_info *m, size_t size, void *begun) {
    const ElfW(Dyn) *dynamic = NULL;
    bool own = false;
    (void)size;
    if (!*(bool *)begun) {
        if (m->dlpi_adds == added && m->dlpi_subs == removed)
            return 1;
        *(bool *)begun = true;
        added = m->dlpi_adds;
        removed = m->dlpi_subs;
        count = 0;
    }
    for (unsigned i = 0; i < m->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &m->dlpi_phdr[i];
        uintptr_t at = m->dlpi_addr + p->p_vaddr;
        if (p->p_type == PT_DYNAMIC)
            dynamic = (const ElfW(Dyn) *)at;
        own |= p->p_type == PT_LOAD && (uintptr_t)&race_table - at < p->p_memsz;
    }
    if (own || dynamic == NULL || !imports(m, dynamic))
        return 0;
    for (unsigned i = 0; i < m->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &m->dlpi_phdr[i];
        uintptr_t at = m->dlpi_addr + p->p_vaddr;
        if (p->p_type == PT_LOAD && (p->p_flags & PF_X) != 0)
            add(at, at + p->p_memsz);
    }
    return 0;
}

void race_modules_changed(void) {
    bool begun = false;
    dl_iterate_phdr(look, &begun);
}

static struct range aside;

void race_set_aside(uintptr_t low, uintptr_t high) {
    aside = (struct range){low, high};
}

bool race_instrumented(const void *pc) {
    uintptr_t at = (uintptr_t)pc;
    static unsigned last;
    if (at - aside.low < aside.high - aside.low)
        return false;
    if (last < count && at - ranges[last].low < ranges[last].high - ranges[last].low)
        return true;
    for (unsigned i = 0; i < count; i++) {
        if (at - ranges[i].low < ranges[i].high - ranges[i].low) {
            last = i;
            return true;
        }
    }
    return false;
}
