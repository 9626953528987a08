/* each_find.c: the programs below a directory, or those that a pattern names. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "each.h"
#include "util.h"

#define MAX_DEPTH 64

struct program {
    char *path;
    dev_t dev;
    ino_t ino;
};
struct finds {
    struct program *items;
    size_t count, left_out;
};

/* Position-independent programs are libraries by their type; a static one only says so by a flag. */
static bool says_pie(Elf *elf) {
    Elf_Scn *scn = NULL;
    GElf_Shdr sh;
    GElf_Dyn dyn;

    while ((scn = elf_nextscn(elf, scn))) {
        if (!gelf_getshdr(scn, &sh) || sh.sh_type != SHT_DYNAMIC)
            continue;
        Elf_Data *data = elf_getdata(scn, NULL);

        for (int i = 0; data && gelf_getdyn(data, i, &dyn) && dyn.d_tag != DT_NULL; i++)
            if (dyn.d_tag == DT_FLAGS_1 && dyn.d_un.d_val & DF_1_PIE)
                return true;
    }
    return false;
}

static bool elf_program(Elf *elf) {
    GElf_Ehdr eh;
    GElf_Phdr ph;
    size_t n = 0;

    if (elf_kind(elf) != ELF_K_ELF || !gelf_getehdr(elf, &eh))
        return false;
    if (eh.e_type != ET_DYN)
        return eh.e_type == ET_EXEC;
    for (size_t i = 0; !elf_getphdrnum(elf, &n) && i < n; i++)
        if (gelf_getphdr(elf, (int)i, &ph) && ph.p_type == PT_INTERP)
            return true;
    return says_pie(elf);
}

static bool is_program(const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    Elf *elf =
        fd < 0 || elf_version(EV_CURRENT) == EV_NONE ? NULL : elf_begin(fd, ELF_C_READ_MMAP, NULL);
    bool yes = elf && elf_program(elf);

    elf_end(elf);
    if (fd >= 0)
        close(fd);
    return yes;
}

static void look_at(struct finds *all, const char *path, const struct stat *st) {
    if (!S_ISREG(st->st_mode) || access(path, X_OK))
        return;
    if (!is_program(path)) {
        all->left_out++;
        return;
    }
    all->items = hn_grow(all->items, all->count + 1, sizeof(*all->items));
    all->items[all->count++] =
        (struct program){.path = hn_dup(path), .dev = st->st_dev, .ino = st->st_ino};
}

/* Links to directories are not followed, nor is what is hidden or made by CMake for itself. */
static void walk(struct finds *all, const char *folder, int depth) {
    DIR *dir = depth < MAX_DEPTH ? opendir(folder) : NULL;
    size_t n = strlen(folder);
    struct dirent *entry;
    struct stat st;

    while (dir && (entry = readdir(dir))) {
        if (entry->d_name[0] == '.' || !strcmp(entry->d_name, "CMakeFiles"))
            continue;
        char *path = hn_text("%s%s%s", folder, n && folder[n - 1] == '/' ? "" : "/", entry->d_name);

        if (!lstat(path, &st)) {
            if (S_ISDIR(st.st_mode))
                walk(all, path, depth + 1);
            else
                look_at(all, path, &st);
        }
        free(path);
    }
    if (dir)
        closedir(dir);
}

static int by_path(const void *a, const void *b) {
    return strcmp(((const struct program *)a)->path, ((const struct program *)b)->path);
}

/* False after one line. */
static bool find(struct finds *all, const char *pattern) {
    glob_t found = {0};
    struct stat st;
    /* A name with a bracket in it may be there as it is. */
    bool plain = !stat(pattern, &st);
    int error = plain ? 0 : glob(pattern, GLOB_NOSORT, NULL, &found);
    size_t before = all->count;

    for (size_t i = 0; i < (plain ? 1 : found.gl_pathc); i++) {
        const char *path = plain ? pattern : found.gl_pathv[i];

        if (stat(path, &st))
            continue;
        if (S_ISDIR(st.st_mode))
            walk(all, path, 0);
        else
            look_at(all, path, &st);
    }
    if (!plain)
        globfree(&found);
    if (error && error != GLOB_NOMATCH)
        return hn_fail(false, "--each %s: cannot be searched", pattern);
    return all->count > before || hn_fail(false, "--each %s: no program is there", pattern);
}

char **hn_each_find(const struct hn_options *o, size_t *count, size_t *left_out) {
    struct finds all = {0};
    bool ok = true;

    for (unsigned i = 0; i < o->each_count; i++)
        ok &= find(&all, o->each[i]);
    if (all.count)
        qsort(all.items, all.count, sizeof(*all.items), by_path);
    char **paths = hn_alloc((all.count + 1) * sizeof(char *));

    *count = 0;
    for (size_t i = 0; i < all.count; i++) {
        bool twice = !ok;

        for (size_t k = 0; k < i && !twice; k++)
            twice = all.items[k].dev == all.items[i].dev && all.items[k].ino == all.items[i].ino;
        if (twice)
            free(all.items[i].path);
        else
            paths[(*count)++] = all.items[i].path;
    }
    *left_out = all.left_out;
    free(all.items);
    if (ok)
        return paths;
    free(paths);
    return NULL;
}
