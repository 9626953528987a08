/* target.c: finds the program and refuses, in one line, what cannot be run under control. */
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "target.h"
#include "util.h"

static void append(char ***list, size_t *count, const char *text) {
    *list = hn_grow(*list, *count + 2, sizeof(char *));
    (*list)[(*count)++] = hn_dup(text);
    (*list)[*count] = NULL;
}

static bool runnable(const char *path) {
    struct stat st;

    return !stat(path, &st) && S_ISREG(st.st_mode) && !access(path, X_OK);
}

/* Itself if it has a slash, else the first runnable one in PATH. */
char *hn_target_find(const char *program) {
    const char *path = getenv("PATH");

    if (strchr(program, '/'))
        return hn_dup(program);
    for (path = path ? path : "/usr/bin:/bin";; path++) {
        size_t n = strcspn(path, ":");
        char *file = n ? hn_text("%.*s/%s", (int)n, path, program) : hn_text("./%s", program);

        if (runnable(file))
            return file;
        free(file);
        path += n;
        if (!*path)
            return NULL;
    }
}

static char *absolute(char *path) {
    char cwd[PATH_MAX];

    if (path[0] == '/' || !getcwd(cwd, sizeof(cwd)) || cwd[0] != '/')
        return path;
    while (!strncmp(path, "./", 2) && path[2])
        memmove(path, path + 2, strlen(path + 2) + 1);
    char *full = hn_text("%s/%s", strcmp(cwd, "/") ? cwd : "", path);

    free(path);
    return full;
}

static int refuse(const char *program, const char *why) {
    return hn_fail(HN_CANNOT, "%s: %s", program, why);
}

/* Needed libraries, and whether the file says it is a position-independent program. */
static bool read_dynamic(Elf *elf, Elf_Scn *scn, GElf_Shdr *sh, struct hn_target *t) {
    Elf_Data *data = elf_getdata(scn, NULL);
    size_t count = 0;
    bool pie = false;

    while (t->needed[count])
        count++;
    for (int i = 0; data && sh->sh_entsize && (size_t)i < sh->sh_size / sh->sh_entsize; i++) {
        GElf_Dyn dyn;

        if (!gelf_getdyn(data, i, &dyn) || dyn.d_tag == DT_NULL)
            break;
        if (dyn.d_tag == DT_FLAGS_1 && dyn.d_un.d_val & DF_1_PIE)
            pie = true;
        const char *name =
            dyn.d_tag == DT_NEEDED ? elf_strptr(elf, sh->sh_link, dyn.d_un.d_val) : NULL;

        if (!name)
            continue;
        append(&t->needed, &count, name);
        if (!t->asan && !strncmp(name, "libasan.so", 10))
            t->asan = hn_dup(name);
    }
    return pie;
}

static bool reads_input(const char *name) {
    /* The streams are data: a program may hold its own copy of them. */
    static const char *const names[] = {
        "stdin",   "_ZSt3cin",         "_ZSt4wcin", "read",   "readv",          "__read_chk",
        "getchar", "getchar_unlocked", "getwchar",  "scanf",  "__isoc99_scanf", "__isoc23_scanf",
        "vscanf",  "__isoc99_vscanf",  "gets",      "wscanf", "poll",           "select"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (!strcmp(name, names[i]))
            return true;
    return false;
}

/* gcc's -static-libtsan exports only what libraries are to call in the place of libc's; this is a call
 * that no other sanitizer stands in for. */
static bool own_epoll(const char *name, const GElf_Sym *sym) {
    return !strcmp(name, "epoll_create1") && GELF_ST_BIND(sym->st_info) == STB_WEAK;
}

static void read_symbols(Elf *elf, Elf_Scn *scn, GElf_Shdr *sh, struct hn_target *t) {
    Elf_Data *data = elf_getdata(scn, NULL);
    size_t count = 0;

    while (t->imports[count])
        count++;
    for (int i = 1; data && sh->sh_entsize && (size_t)i < sh->sh_size / sh->sh_entsize; i++) {
        GElf_Sym sym;
        const char *name;

        if (!gelf_getsym(data, i, &sym) || !(name = elf_strptr(elf, sh->sh_link, sym.st_name)))
            continue;
        t->wants_input |= reads_input(name);
        if (sym.st_shndx == SHN_UNDEF)
            append(&t->imports, &count, name);
        else if (!strcmp(name, "__asan_init"))
            t->asan_static = true;
        else if (!strcmp(name, "__tsan_init") || own_epoll(name, &sym))
            t->tsan_static = true;
    }
}

static void read_build_id(Elf *elf, GElf_Phdr *ph, struct hn_target *t) {
    Elf_Data *data = elf_getdata_rawchunk(elf, (int64_t)ph->p_offset, ph->p_filesz,
                                          ph->p_align == 8 ? ELF_T_NHDR8 : ELF_T_NHDR);
    size_t at = 0, name, desc;
    GElf_Nhdr note;

    while (data && (at = gelf_getnote(data, at, &note, &name, &desc))) {
        if (note.n_type != NT_GNU_BUILD_ID || note.n_namesz != 4 ||
            memcmp((char *)data->d_buf + name, "GNU", 4))
            continue;
        t->id = hn_crc32((char *)data->d_buf + desc, note.n_descsz);
        t->has_build_id = true;
    }
}

static int check_elf(Elf *elf, int fd, struct hn_target *t, const char *program) {
    GElf_Ehdr eh;
    bool pie = false, dynamic = false;
    size_t headers = 0;
    Elf_Scn *scn = NULL;

    if (!gelf_getehdr(elf, &eh))
        return refuse(program, "the ELF header is damaged");
    if (eh.e_ident[EI_CLASS] != ELFCLASS64)
        return refuse(program, "is a 32-bit program; only 64-bit ones can be run");
    if (eh.e_machine != EM_X86_64)
        return refuse(program, "is a program for another machine");
    if (eh.e_type != ET_EXEC && eh.e_type != ET_DYN)
        return refuse(program, "is an ELF file, but not a program");
    if (elf_getphdrnum(elf, &headers) || !headers)
        return refuse(program, "the ELF header is damaged");
    for (size_t i = 0; i < headers; i++) {
        GElf_Phdr ph;

        if (!gelf_getphdr(elf, (int)i, &ph))
            return refuse(program, "the ELF header is damaged");
        if (ph.p_type == PT_INTERP && ph.p_filesz < PATH_MAX && !t->interpreter) {
            t->interpreter = hn_alloc(ph.p_filesz + 1);
            (void)!pread(fd, t->interpreter, ph.p_filesz, (off_t)ph.p_offset);
        }
        dynamic |= ph.p_type == PT_DYNAMIC;
        if (ph.p_type == PT_NOTE)
            read_build_id(elf, &ph, t);
    }
    while ((scn = elf_nextscn(elf, scn))) {
        GElf_Shdr sh;

        if (!gelf_getshdr(scn, &sh))
            continue;
        if (sh.sh_type == SHT_DYNAMIC)
            pie |= read_dynamic(elf, scn, &sh, t);
        if (sh.sh_type == SHT_DYNSYM)
            read_symbols(elf, scn, &sh, t);
    }
    if (!t->interpreter && eh.e_type == ET_DYN && dynamic)
        return refuse(program, pie ? "is linked statically (static-pie); link it dynamically"
                                   : "is a shared library, not a program");
    if (!t->interpreter)
        return refuse(program, "is linked statically; link it dynamically");
    if (strstr(t->interpreter, "ld-musl"))
        return refuse(program, "uses the musl C library; only glibc is supported");
    return 0;
}

static int look_inside(int fd, struct hn_target *t, const char *program) {
    char head[256];
    ssize_t n = pread(fd, head, sizeof(head) - 1, 0);
    int status;

    if (n < 0)
        return hn_fail(HN_CANNOT, "%s: cannot be read: %s", program, strerror(errno));
    head[n] = 0;
    if (!strncmp(head, "#!", 2)) {
        head[strcspn(head, "\n")] = 0;
        t->script = t->wants_input = true;
        t->interpreter = hn_dup(head + 2);
        return 0;
    }
    if (n < 4 || memcmp(head, ELFMAG, 4))
        return refuse(program, "is neither an ELF program nor a script");
    elf_version(EV_CURRENT);
    Elf *elf = elf_begin(fd, ELF_C_READ, NULL);

    if (!elf)
        return refuse(program, "the ELF header is damaged");
    status = check_elf(elf, fd, t, program);
    elf_end(elf);
    return status;
}

static int check_file(int fd, struct hn_target *t, const char *program) {
    struct stat st;

    if (fstat(fd, &st))
        return hn_fail(HN_CANNOT, "%s: %s", program, strerror(errno));
    if (S_ISDIR(st.st_mode))
        return refuse(program, "is a directory");
    if (!S_ISREG(st.st_mode))
        return refuse(program, "is not a regular file");
    if (access(t->path, X_OK))
        return refuse(program, "is not executable");
    if (st.st_mode & (S_ISUID | S_ISGID))
        return refuse(program,
                      "is setuid or setgid; the loader would ignore the preloaded library");
    if (fgetxattr(fd, "security.capability", NULL, 0) > 0)
        return refuse(program,
                      "has file capabilities; the loader would ignore the preloaded library");
    t->dev = st.st_dev;
    t->ino = st.st_ino;
    return look_inside(fd, t, program);
}

static void hash_content(int fd, uint32_t *id) {
    size_t n;
    char *all = hn_read_fd(fd, SIZE_MAX, &n);

    *id = hn_crc32(all, n);
    free(all);
}

int hn_target_open(struct hn_target *t, const char *program) {
    int status, fd;

    *t =
        (struct hn_target){.imports = hn_alloc(sizeof(char *)), .needed = hn_alloc(sizeof(char *))};
    t->path = *program ? hn_target_find(program) : NULL;
    if (!t->path)
        return refuse(*program ? program : "''", "no such program in PATH");
    t->path = absolute(t->path);
    fd = open(t->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0 && errno == EACCES && !access(t->path, X_OK))
        return refuse(program, "cannot be read, so its identity cannot be known");
    if (fd < 0)
        return hn_fail(HN_CANNOT, "%s: %s", program,
                       errno == EACCES ? "is not executable" : strerror(errno));
    status = check_file(fd, t, program);
    if (!status && !t->has_build_id)
        hash_content(fd, &t->id);
    close(fd);
    return status;
}

bool hn_target_library(struct hn_target *t, const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    Elf *elf =
        fd < 0 || elf_version(EV_CURRENT) == EV_NONE ? NULL : elf_begin(fd, ELF_C_READ, NULL);
    bool good = elf && elf_kind(elf) == ELF_K_ELF;
    Elf_Scn *scn = NULL;
    GElf_Shdr sh;

    if (good)
        *t = (struct hn_target){.imports = hn_alloc(sizeof(char *)),
                                .needed = hn_alloc(sizeof(char *))};
    while (good && (scn = elf_nextscn(elf, scn)))
        if (gelf_getshdr(scn, &sh) && sh.sh_type == SHT_DYNSYM)
            read_symbols(elf, scn, &sh, t);
    elf_end(elf);
    if (fd >= 0)
        close(fd);
    return good;
}

void hn_target_close(struct hn_target *t) {
    for (char **p = t->imports; p && *p; p++)
        free(*p);
    for (char **p = t->needed; p && *p; p++)
        free(*p);
    free(t->imports);
    free(t->needed);
    free(t->interpreter);
    free(t->asan);
    free(t->path);
}
