/* fuzz.c: edits of valid images, files in memory, and checks for the fuzz targets. */
#define _GNU_SOURCE
#include "fuzz.h"

#include <elf.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[PATH_MAX];

void fuzz_failed(const char *file, int line, const char *what) {
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
    abort();
}

void fuzz_begin(char **argv) {
    char *slash;

    snprintf(folder, sizeof(folder), "%s", argv[0]);
    slash = strrchr(folder, '/');
    if (slash)
        *slash = 0;
}

/* Bytes of one edit: how (width and kind of value), area, offset in it (two), value (two). */
enum { EDIT_BYTES = 6 };

static uint64_t value_of(const uint8_t *edit, uint64_t old) {
    uint64_t v = edit[4] | (uint64_t)edit[5] << 8;

    switch (edit[0] >> 2 & 7) {
    case 0:
        return v;
    case 1:
        return UINT64_MAX - v;
    case 2:
        return old + v;
    case 3:
        return old - v;
    case 4:
        return UINT64_C(1) << (v & 63);
    case 5:
        return (UINT64_C(1) << (v & 63)) - 1;
    case 6:
        return old ^ v;
    default:
        return v << 16;
    }
}

void fuzz_edit(const uint8_t *data, size_t size, const struct fuzz_area *areas, size_t count,
               struct fuzz_undo *undo) {
    undo->count = 0;
    for (; size >= EDIT_BYTES && undo->count < FUZZ_EDITS; data += EDIT_BYTES, size -= EDIT_BYTES) {
        const struct fuzz_area *area = &areas[data[1] % count];
        size_t width = (size_t)1 << (data[0] & 3);
        size_t at = (data[2] | (size_t)data[3] << 8) % (area->size / width + 1) * width;
        uint64_t old = 0;

        if (at + width > area->size)
            continue;
        memcpy(&old, area->at + at, width);
        memcpy(undo->done[undo->count].old, area->at + at, width);
        undo->done[undo->count].at = area->at + at;
        undo->done[undo->count++].width = width;
        uint64_t value = value_of(data, old);

        memcpy(area->at + at, &value, width);
    }
}

void fuzz_undo(struct fuzz_undo *undo) {
    while (undo->count) {
        undo->count--;
        memcpy(undo->done[undo->count].at, undo->done[undo->count].old,
               undo->done[undo->count].width);
    }
}

char *fuzz_text(const uint8_t *data, size_t size) {
    char *text = malloc(size + 1);

    FUZZ_CHECK(text);
    memcpy(text, data, size);
    text[size] = 0;
    return text;
}

uint8_t *fuzz_sample(size_t *size) {
    char path[PATH_MAX + 16];
    struct stat st;
    uint8_t *image;
    int fd;

    snprintf(path, sizeof(path), "%s/sample", folder);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    FUZZ_CHECK(fd >= 0 && !fstat(fd, &st));
    *size = (size_t)st.st_size;
    image = malloc(*size);
    FUZZ_CHECK(image && read(fd, image, *size) == (ssize_t)*size);
    close(fd);
    return image;
}

size_t fuzz_elf_areas(uint8_t *image, size_t size, struct fuzz_area *areas, size_t room) {
    const Elf64_Ehdr *eh = (const void *)image;
    const Elf64_Shdr *sh = (const void *)(image + eh->e_shoff);
    size_t n = 0;

    FUZZ_CHECK(size > sizeof(*eh) && room >= 3);
    areas[n++] = (struct fuzz_area){image, sizeof(*eh)};
    areas[n++] = (struct fuzz_area){image + eh->e_phoff, eh->e_phnum * sizeof(Elf64_Phdr)};
    areas[n++] = (struct fuzz_area){image + eh->e_shoff, eh->e_shnum * sizeof(*sh)};
    for (unsigned i = 1; i < eh->e_shnum && n < room; i++)
        if (sh[i].sh_type != SHT_NOBITS && sh[i].sh_size)
            areas[n++] = (struct fuzz_area){image + sh[i].sh_offset, sh[i].sh_size};
    return n;
}

int fuzz_file(const void *bytes, size_t size, char *path, size_t room) {
    int fd = memfd_create("fuzz", MFD_CLOEXEC);

    FUZZ_CHECK(fd >= 0 && write(fd, bytes, size) == (ssize_t)size && !fchmod(fd, 0700));
    snprintf(path, room, "/proc/self/fd/%d", fd);
    return fd;
}
