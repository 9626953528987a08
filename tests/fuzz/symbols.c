/* symbols.c: addresses are looked up in files with damaged headers, symbols and debug information. */
#include <elf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"
#include "harness/explain.h"
#include "harness/symbolize.h"

static uint8_t *image;
static size_t image_size, area_count;
static struct fuzz_area areas[64];
static uint64_t entry;

/* Looks addresses up in these bytes; returns how many were found in sample.c. */
static unsigned look(const void *bytes, size_t size) {
    struct ds_module module = {.start = 0, .end = UINT64_C(1) << 32};
    struct hn_run run = {.modules = &module, .module_count = 1};
    struct hn_symbols *sy = hn_symbols_new();
    const struct rp_frame *frames;
    char path[64];
    int fd = fuzz_file(bytes, size, path, sizeof(path));
    unsigned known = 0;

    hn_symbols_program(sy, path);
    for (uint64_t at = entry; at < entry + 0x180; at += 24) {
        size_t n = hn_symbols_frames(sy, &run, at, false, &frames);

        FUZZ_CHECK(n >= 1);
        for (size_t i = 0; i < n; i++)
            FUZZ_CHECK(frames[i].function && frames[i].file && frames[i].module);
        known += strstr(frames[0].file, "sample.c") != NULL;
    }
    for (uint64_t at = 0x4000; at < 0x4060; at += 12)
        hn_symbols_data(sy, &run, 0, at);
    hn_symbols_free(sy);
    close(fd);
    return known;
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc;
    fuzz_begin(*argv);
    image = fuzz_sample(&image_size);
    area_count = fuzz_elf_areas(image, image_size, areas, 64);
    entry = ((const Elf64_Ehdr *)(const void *)image)->e_entry;
    FUZZ_CHECK(look(image, image_size) > 0);
    return 0;
}

/* First byte odd: edits; even: cut at the two bytes that follow, then edits. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fuzz_undo undo;

    if (size < 3)
        return 0;
    fuzz_edit(data + 3, size - 3, areas, area_count, &undo);
    look(image, data[0] & 1 ? image_size : (data[1] | (size_t)data[2] << 8) % image_size);
    fuzz_undo(&undo);
    return 0;
}
