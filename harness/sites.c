/* sites.c: collects the sites of races, and writes them small. */
#include "sites.h"

#include <string.h>

#include "util.h"
#include "varint.h"

static int compare(const struct ds_site *a, const struct ds_site *b) {
    if (a->module != b->module)
        return a->module < b->module ? -1 : 1;
    return a->offset < b->offset ? -1 : a->offset > b->offset;
}

static void insert(struct hn_sites *s, const struct ds_site *site) {
    uint32_t at = s->count;

    while (at > 0 && compare(&s->at[at - 1], site) > 0)
        at--;
    if ((at > 0 && !compare(&s->at[at - 1], site)) || s->count == DS_MAX_SITES)
        return;
    memmove(&s->at[at + 1], &s->at[at], (s->count - at) * sizeof(*site));
    s->at[at] = *site;
    s->count++;
}

/* Where PC is in its module's file; false if it is in none. */
static bool locate(const struct hn_run *run, uint64_t pc, struct ds_site *site) {
    for (size_t i = 0; i < run->module_count; i++) {
        const struct ds_module *m = &run->modules[i];
        const char *slash = strrchr(m->path, '/'), *name = slash ? slash + 1 : m->path;

        if (pc < m->start || pc >= m->end)
            continue;
        *site = (struct ds_site){.offset = pc - m->bias, .module = hn_crc32(name, strlen(name))};
        return true;
    }
    return false;
}

void hn_sites_add(struct hn_sites *s, const struct hn_run *run) {
    for (size_t i = 0; i < 2 * run->race_count; i++) {
        const struct ds_access *a = &run->races[i / 2].side[i % 2];
        const struct ds_stack *stack = &run->stacks[a->stack];
        struct ds_site site;

        /* An atomic access is a point anyway, and giving memory back is none. */
        if (!(a->flags & (DS_ACCESS_ATOMIC | DS_ACCESS_FREE)) && stack->depth &&
            locate(run, stack->pc[0], &site))
            insert(s, &site);
    }
}

uint64_t hn_sites_hash(uint64_t hash, const struct hn_sites *s) {
    for (uint32_t i = 0; i < s->count; i++)
        hash = ds_key_mix(ds_key_mix(hash, s->at[i].module), s->at[i].offset);
    return hash;
}

/* How many sites from the one numbered FROM on are in its module. */
static uint32_t same_module(const struct hn_sites *s, uint32_t from) {
    uint32_t n = from;

    while (n < s->count && s->at[n].module == s->at[from].module)
        n++;
    return n - from;
}

size_t hn_sites_pack(const struct hn_sites *s, uint8_t *bytes) {
    uint32_t modules = 0;
    size_t n;

    for (uint32_t i = 0; i < s->count; i += same_module(s, i))
        modules++;
    n = hn_varint_put(bytes, modules);
    for (uint32_t i = 0; i < s->count;) {
        uint32_t end = i + same_module(s, i);
        uint64_t last = 0;

        n += hn_varint_put(bytes + n, s->at[i].module);
        n += hn_varint_put(bytes + n, end - i);
        for (; i < end; i++) {
            n += hn_varint_put(bytes + n, s->at[i].offset - last);
            last = s->at[i].offset;
        }
    }
    return n;
}

static bool unpack_module(struct hn_sites *s, const uint8_t *bytes, size_t n, size_t *at) {
    uint64_t module, count, step, offset = 0;

    if (!hn_varint_get(bytes, n, at, &module) || !hn_varint_get(bytes, n, at, &count) ||
        module > UINT32_MAX || count == 0 || count > DS_MAX_SITES - s->count ||
        (s->count && module <= s->at[s->count - 1].module))
        return false;
    for (uint64_t i = 0; i < count; i++) {
        if (!hn_varint_get(bytes, n, at, &step) || step > UINT64_MAX - offset || (i && !step))
            return false;
        offset += step;
        s->at[s->count++] = (struct ds_site){.offset = offset, .module = (uint32_t)module};
    }
    return true;
}

bool hn_sites_unpack(struct hn_sites *s, const uint8_t *bytes, size_t n, size_t *at) {
    uint64_t modules;

    *s = (struct hn_sites){0};
    if (!hn_varint_get(bytes, n, at, &modules) || modules > DS_MAX_SITES)
        return false;
    for (uint64_t i = 0; i < modules; i++)
        if (!unpack_module(s, bytes, n, at))
            return false;
    return true;
}
