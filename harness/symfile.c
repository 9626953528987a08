/* symfile.c: functions, inlined calls, lines and data symbols of one ELF file, through libdw. */
#include "symfile.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "demangle.h"

#define MAX_INLINES 32
#define MAX_NESTING 64

static char *no_search_path = NULL;
static const Dwfl_Callbacks callbacks = {.find_elf = dwfl_build_id_find_elf,
                                         .find_debuginfo = dwfl_standard_find_debuginfo,
                                         .section_address = dwfl_offline_section_address,
                                         .debuginfo_path = &no_search_path};

static int open_regular(const char *path) {
    int fd =
        path[0] == '/' || strchr(path, '/') ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
    struct stat st;
    if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))) {
        close(fd);
        fd = -1;
    }
    return fd;
}

void hn_symfile_open(struct hn_symfile *file) {
    /* Looking debug info up on a network would make reports depend on it. */
    unsetenv("DEBUGINFOD_URLS");
    int fd = open_regular(file->path);
    if (fd < 0)
        return;
    file->dwfl = dwfl_begin(&callbacks);
    if (!file->dwfl) {
        close(fd);
        return;
    }
    /* On success libdwfl owns the descriptor. */
    file->module = dwfl_report_offline(file->dwfl, file->name, file->path, fd);
    if (!file->module)
        close(fd);
    GElf_Addr bias = 0;
    if (dwfl_report_end(file->dwfl, NULL, NULL) != 0 || !file->module ||
        !dwfl_module_getelf(file->module, &bias)) {
        dwfl_end(file->dwfl);
        file->dwfl = NULL;
        file->module = NULL;
        return;
    }
    file->shift = bias;
}

void hn_symfile_close(struct hn_symfile *file) {
    if (file->dwfl)
        dwfl_end(file->dwfl);
    file->dwfl = NULL;
}

static bool names_scope(int tag) {
    return tag == DW_TAG_namespace || tag == DW_TAG_class_type || tag == DW_TAG_structure_type ||
           tag == DW_TAG_union_type;
}

/* "Outer::name" of a function, following its definition back to its declaration; of a lambda's code
 * "maker::{lambda}::operator()". */
static const char *qualified(Dwarf_Die *die, struct rp_arena *arena) {
    const char *name = dwarf_diename(die);
    Dwarf_Die at = *die, next;
    Dwarf_Attribute attr;
    for (int hop = 0; hop < 4; hop++) {
        if ((!dwarf_attr(&at, DW_AT_specification, &attr) &&
             !dwarf_attr(&at, DW_AT_abstract_origin, &attr)) ||
            !dwarf_formref_die(&attr, &next))
            break;
        at = next;
    }
    if (!name)
        return NULL;
    const char *full = name;
    Dwarf_Die *scopes = NULL;
    int n = dwarf_getscopes_die(&at, &scopes);
    bool lambda = false;
    for (int i = 1; i < n; i++) {
        int tag = dwarf_tag(&scopes[i]);
        if (!names_scope(tag) && !(lambda && tag == DW_TAG_subprogram))
            continue;
        const char *scope = dwarf_diename(&scopes[i]);
        if (!scope && tag != DW_TAG_namespace && strcmp(name, "operator()") == 0) {
            scope = "{lambda}";
            lambda = true;
        }
        full = rp_arena_printf(arena, "%s::%s", scope ? scope : "(anonymous)", full);
    }
    free(scopes);
    return full;
}

static const char *call_file(Dwarf_Die *cu, Dwarf_Die *inlined) {
    Dwarf_Files *files;
    Dwarf_Attribute attr;
    Dwarf_Word index;
    if (dwarf_getsrcfiles(cu, &files, NULL) != 0 ||
        dwarf_formudata(dwarf_attr(inlined, DW_AT_call_file, &attr), &index) != 0)
        return NULL;
    return dwarf_filesrc(files, index, NULL, NULL);
}

static int call_line(Dwarf_Die *inlined) {
    Dwarf_Attribute attr;
    Dwarf_Word line;
    return dwarf_formudata(dwarf_attr(inlined, DW_AT_call_line, &attr), &line) == 0 ? (int)line : 0;
}

/* A function may be described below D though its code is elsewhere: gcc puts a lambda's into the type that it
 * has, in the function that makes it. */
static bool may_hold_functions(Dwarf_Die *d) {
    int tag = dwarf_tag(d);
    return names_scope(tag) || tag == DW_TAG_enumeration_type || tag == DW_TAG_subprogram ||
           tag == DW_TAG_lexical_block;
}

/* Finds among the children of PARENT, and of what may hold functions below it, one with code at PC: Rust's
 * functions stand where they are declared, and dwarf_getscopes does not look there. */
static bool code_below(Dwarf_Die *parent, Dwarf_Addr pc, int depth, Dwarf_Die *found) {
    Dwarf_Die at, below;
    if (depth > MAX_NESTING || dwarf_child(parent, &at) != 0)
        return false;
    do {
        if (dwarf_haspc(&at, pc) > 0) {
            *found = at;
            return true;
        }
        if (may_hold_functions(&at) && code_below(&at, pc, depth + 1, &below)) {
            *found = below;
            return true;
        }
    } while (dwarf_siblingof(&at, &at) == 0);
    return false;
}

/* The physical scopes at PC (an address of libdw), innermost first; the caller frees. */
static int scopes_at(Dwarf_Die *cu, Dwarf_Addr pc, Dwarf_Die **scopes) {
    Dwarf_Die *lexical = NULL, innermost, next;
    if (dwarf_getscopes(cu, pc, &lexical) > 0) {
        innermost = lexical[0];
        free(lexical);
    } else if (code_below(cu, pc, 0, &innermost)) {
        for (int i = 0; i < MAX_NESTING && code_below(&innermost, pc, 0, &next); i++)
            innermost = next;
    } else {
        return 0;
    }
    int n = dwarf_getscopes_die(&innermost, scopes);
    return n > 0 ? n : 0;
}

/* The compilation unit of ADDR; rustc and clang write no table of them. */
static Dwarf_Die *unit_at(const struct hn_symfile *file, GElf_Addr addr, Dwarf_Addr *bias) {
    Dwarf_Die *cu = dwfl_module_addrdie(file->module, addr, bias);
    if (cu)
        return cu;
    while ((cu = dwfl_module_nextcu(file->module, cu, bias)))
        if (dwarf_haspc(cu, addr - *bias) > 0)
            return cu;
    return NULL;
}

/* Fills frames from debug info; 0 if it knows nothing about ADDR. */
static size_t from_dwarf(const struct hn_symfile *file, GElf_Addr addr, struct rp_arena *arena,
                         struct rp_frame *frames) {
    Dwarf_Addr bias = 0;
    Dwarf_Die *cu = unit_at(file, addr, &bias);
    if (!cu)
        return 0;
    int line = 0;
    const char *src = NULL;
    Dwarf_Line *at = dwarf_getsrc_die(cu, addr - bias);
    if (at && dwarf_lineno(at, &line) == 0)
        src = dwarf_linesrc(at, NULL, NULL);
    Dwarf_Die *scopes = NULL;
    int n = scopes_at(cu, addr - bias, &scopes);
    size_t count = 0;
    for (int i = 0; i < n && count < MAX_INLINES; i++) {
        int tag = dwarf_tag(&scopes[i]);
        if (tag != DW_TAG_inlined_subroutine && tag != DW_TAG_subprogram)
            continue;
        const char *name = qualified(&scopes[i], arena);
        frames[count++] = (struct rp_frame){.function = rp_arena_strdup(arena, name ? name : "??"),
                                            .file = rp_arena_strdup(arena, src),
                                            .line = src ? line : 0,
                                            .inlined = tag == DW_TAG_inlined_subroutine};
        if (tag == DW_TAG_subprogram)
            break;
        src = call_file(cu, &scopes[i]);
        line = call_line(&scopes[i]);
    }
    free(scopes);
    return count;
}

/* AT lies in code that the static goroutine library brought along: it has a section of its own. */
static bool of_detgo(const struct hn_symfile *file, GElf_Addr at) {
    GElf_Addr bias;
    GElf_Shdr header;
    size_t names;
    Elf_Scn *section = dwfl_module_address_section(file->module, &at, &bias);
    const char *name = NULL;
    if (section && gelf_getshdr(section, &header) &&
        elf_getshdrstrndx(dwfl_module_getelf(file->module, &bias), &names) == 0)
        name = elf_strptr(dwfl_module_getelf(file->module, &bias), names, header.sh_name);
    return name && strcmp(name, "detgo_text") == 0;
}

size_t hn_symfile_frames(const struct hn_symfile *file, uint64_t addr, struct rp_arena *arena,
                         struct rp_frame **frames) {
    struct rp_frame found[MAX_INLINES];
    memset(found, 0, sizeof found);
    size_t n = 0;
    if (file->module) {
        GElf_Addr at = addr + file->shift;
        n = from_dwarf(file, at, arena, found);
        if (n == 0) {
            const char *name = dwfl_module_addrname(file->module, at);
            found[0].function = name ? rp_arena_strdup(arena, hn_demangle(name, arena)) : "??";
            found[0].library = name && hn_rust_symbol(name) && hn_rust_library(found[0].function);
            n = 1;
        }
        bool detgo = of_detgo(file, at);
        for (size_t i = 0; i < n; i++)
            found[i].library |= detgo;
    } else {
        found[0].function = "??";
        n = 1;
    }
    for (size_t i = 0; i < n; i++) {
        found[i].module = file->name;
        if (!found[i].file)
            found[i].file = "";
    }
    *frames = rp_arena_array(arena, n, sizeof **frames);
    memcpy(*frames, found, n * sizeof found[0]);
    return n;
}

const char *hn_symfile_data(const struct hn_symfile *file, uint64_t addr, struct rp_arena *arena) {
    if (!file->module)
        return NULL;
    GElf_Off offset = 0;
    GElf_Sym sym;
    const char *name =
        dwfl_module_addrinfo(file->module, addr + file->shift, &offset, &sym, NULL, NULL, NULL);
    if (!name || !name[0] || GELF_ST_TYPE(sym.st_info) == STT_FUNC || offset >= sym.st_size)
        return NULL;
    name = hn_demangle(name, arena);
    return offset ? rp_arena_printf(arena, "%s+%llu", name, (unsigned long long)offset)
                  : rp_arena_strdup(arena, name);
}
