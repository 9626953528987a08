/* symdata.c: finds the variable at an address in debug info, and walks down its type to the field. */
#include "symdata.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <string.h>

#define MAX_DEPTH 32

/* The type of DIE without qualifiers and names for it; notes whether one says volatile. */
static bool type_of(Dwarf_Die *die, Dwarf_Die *type, bool *is_volatile) {
    Dwarf_Attribute attr;
    Dwarf_Die at = *die;
    for (int hop = 0; hop < MAX_DEPTH; hop++) {
        if (!dwarf_formref_die(dwarf_attr_integrate(&at, DW_AT_type, &attr), &at))
            return false;
        switch (dwarf_tag(&at)) {
        case DW_TAG_volatile_type:
            *is_volatile = true;
            break;
        case DW_TAG_const_type:
        case DW_TAG_typedef:
        case DW_TAG_atomic_type:
        case DW_TAG_restrict_type:
            break;
        default:
            *type = at;
            return true;
        }
    }
    return false;
}

static const char *type_name(Dwarf_Die *die) {
    Dwarf_Attribute attr;
    Dwarf_Die at = *die;
    for (int hop = 0; hop < MAX_DEPTH; hop++) {
        if (!dwarf_formref_die(dwarf_attr_integrate(&at, DW_AT_type, &attr), &at))
            return NULL;
        int tag = dwarf_tag(&at);
        if (tag != DW_TAG_volatile_type && tag != DW_TAG_const_type && tag != DW_TAG_atomic_type)
            return dwarf_diename(&at);
    }
    return NULL;
}

static bool number(Dwarf_Die *die, unsigned name, Dwarf_Word *value) {
    Dwarf_Attribute attr;
    return dwarf_formudata(dwarf_attr_integrate(die, name, &attr), value) == 0;
}

static Dwarf_Word size_of(Dwarf_Die *type) {
    Dwarf_Word size = 0;
    return dwarf_aggregate_size(type, &size) == 0 ? size : 0;
}

/* One walk down a type. */
struct walk {
    struct rp_arena *arena;
    struct hn_variable *out;
    uint64_t offset, size; /* of the bytes, in what OUT->path names so far */
};

/* Bytes [AT, END) of its structure that MEMBER takes up; BITS: it is a bit-field. */
static bool member_range(Dwarf_Die *member, Dwarf_Word *at, Dwarf_Word *end, bool *bits) {
    Dwarf_Word first, width = 0, offset = 0;
    Dwarf_Die type;
    bool ignored;
    *bits = number(member, DW_AT_bit_size, &width) && width > 0;
    number(member, DW_AT_data_member_location, &offset);
    if (*bits) {
        if (!number(member, DW_AT_data_bit_offset, &first))
            return false;
        *at = first / 8;
        *end = (first + width + 7) / 8;
        return true;
    }
    if (!type_of(member, &type, &ignored))
        return false;
    *at = offset;
    *end = offset + size_of(&type);
    return true;
}

static void name_bits(struct walk *w, Dwarf_Die *member) {
    const char *name = dwarf_diename(member);
    if (name)
        w->out->bits = w->out->bits ? rp_arena_printf(w->arena, "%s, %s", w->out->bits, name)
                                    : rp_arena_strdup(w->arena, name);
}

/* Goes on to the member that holds the bytes; false if none does alone. */
static bool into_member(struct walk *w, Dwarf_Die *type, Dwarf_Die *found) {
    Dwarf_Die at;
    bool any = false;
    if (dwarf_child(type, &at) != 0)
        return false;
    do {
        Dwarf_Word from, end;
        bool bits;
        if ((dwarf_tag(&at) != DW_TAG_member && dwarf_tag(&at) != DW_TAG_inheritance) ||
            !member_range(&at, &from, &end, &bits))
            continue;
        if (bits && from < w->offset + w->size && w->offset < end)
            name_bits(w, &at);
        if (any || bits || w->offset < from || w->offset + w->size > end)
            continue;
        any = true;
        *found = at;
    } while (dwarf_siblingof(&at, &at) == 0);
    if (!any || w->out->bits)
        return false;
    Dwarf_Word from = 0, end;
    bool bits;
    member_range(found, &from, &end, &bits);
    w->offset -= from;
    const char *name = dwarf_tag(found) == DW_TAG_member ? dwarf_diename(found) : NULL;
    if (name && name[0] == '_') /* a library's own affair, as of std::atomic */
        return false;
    if (name)
        w->out->path = rp_arena_printf(w->arena, "%s.%s", w->out->path, name);
    return true;
}

/* Goes on to the element that holds the bytes. */
static bool into_element(struct walk *w, Dwarf_Die *array, Dwarf_Die *element) {
    Dwarf_Die dimension;
    Dwarf_Word counts[8], count, upper, each;
    size_t n = 0;
    if (!type_of(array, element, &w->out->is_volatile) || dwarf_child(array, &dimension) != 0)
        return false;
    do {
        if (dwarf_tag(&dimension) != DW_TAG_subrange_type || n == 8)
            continue;
        if (!number(&dimension, DW_AT_count, &count))
            count = number(&dimension, DW_AT_upper_bound, &upper) ? upper + 1 : 0;
        counts[n++] = count;
    } while (dwarf_siblingof(&dimension, &dimension) == 0);
    each = size_of(element);
    for (size_t i = 1; i < n; i++)
        each *= counts[i];
    for (size_t i = 0; i < n; i++) {
        if (each == 0)
            return false;
        w->out->path = rp_arena_printf(w->arena, "%s[%llu]", w->out->path,
                                       (unsigned long long)(w->offset / each));
        w->offset %= each;
        each = i + 1 < n && counts[i + 1] ? each / counts[i + 1] : 0;
    }
    return n > 0;
}

static void descend(struct walk *w, Dwarf_Die *variable) {
    Dwarf_Die die = *variable, type;
    for (int depth = 0; depth < MAX_DEPTH; depth++) {
        if (!type_of(&die, &type, &w->out->is_volatile))
            return;
        const char *name = type_name(&die);
        w->out->type = name ? rp_arena_strdup(w->arena, name) : NULL;
        switch (dwarf_tag(&type)) {
        case DW_TAG_structure_type:
        case DW_TAG_class_type:
            if (!into_member(w, &type, &die))
                return;
            break;
        case DW_TAG_array_type:
            if (w->offset + w->size > size_of(&type) || !into_element(w, &type, &die))
                return;
            name = dwarf_diename(&die);
            w->out->type = name ? rp_arena_strdup(w->arena, name) : NULL;
            if (dwarf_tag(&die) != DW_TAG_structure_type && dwarf_tag(&die) != DW_TAG_class_type)
                return;
            if (!into_member(w, &die, &die))
                return;
            break;
        default: /* of a union nobody knows which member it is */
            return;
        }
    }
}

/* The file address of a variable with static storage. */
static bool address_of(Dwarf_Die *die, Dwarf_Addr *addr) {
    Dwarf_Attribute attr, indexed;
    Dwarf_Op *ops;
    size_t n;
    if (!dwarf_attr(die, DW_AT_location, &attr) || dwarf_getlocation(&attr, &ops, &n) != 0 ||
        n != 1)
        return false;
    if (ops[0].atom == DW_OP_addrx) /* clang's: an index into a table of addresses */
        return dwarf_getlocation_attr(&attr, &ops[0], &indexed) == 0 &&
               dwarf_formaddr(&indexed, addr) == 0;
    if (ops[0].atom != DW_OP_addr)
        return false;
    *addr = ops[0].number;
    return true;
}

/* Finds the variable below PARENT: of the file, a namespace, a class or a function. */
static bool variable_below(Dwarf_Die *parent, Dwarf_Addr addr, int depth, Dwarf_Die *found,
                           Dwarf_Addr *start) {
    Dwarf_Die at, type;
    bool ignored;
    if (depth > MAX_DEPTH || dwarf_child(parent, &at) != 0)
        return false;
    do {
        switch (dwarf_tag(&at)) {
        case DW_TAG_variable:
            if (address_of(&at, start) && *start <= addr && type_of(&at, &type, &ignored) &&
                addr - *start < size_of(&type)) {
                *found = at;
                return true;
            }
            break;
        case DW_TAG_namespace:
        case DW_TAG_subprogram:
        case DW_TAG_lexical_block:
        case DW_TAG_class_type:
        case DW_TAG_structure_type:
            if (variable_below(&at, addr, depth + 1, found, start))
                return true;
            break;
        default:
            break;
        }
    } while (dwarf_siblingof(&at, &at) == 0);
    return false;
}

bool hn_symdata_find(const struct hn_symfile *file, uint64_t addr, uint64_t size,
                     struct rp_arena *arena, struct hn_variable *out) {
    Dwarf_Die *cu = NULL, die;
    Dwarf_Addr bias = 0, start = 0;
    *out = (struct hn_variable){.path = ""};
    while (file->module && (cu = dwfl_module_nextcu(file->module, cu, &bias)))
        if (variable_below(cu, addr + file->shift - bias, 0, &die, &start))
            break;
    if (!cu || !file->module)
        return false;
    Dwarf_Attribute attr;
    const char *name = dwarf_formstring(dwarf_attr_integrate(&die, DW_AT_name, &attr));
    const char *source = dwarf_decl_file(&die);
    if (!name)
        return false;
    out->path = rp_arena_strdup(arena, name);
    out->file = source ? rp_arena_strdup(arena, source) : NULL;
    dwarf_decl_line(&die, &out->line);
    struct walk w = {arena, out, addr + file->shift - bias - start, size};
    descend(&w, &die);
    return true;
}
