/* program.c: a damaged ELF file, or any bytes, is looked into as a program under test, or refused. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"
#include "harness/target.h"
#include "harness/util.h"

static uint8_t *image;
static size_t image_size, area_count;
static struct fuzz_area areas[64];

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc;
    fuzz_begin(*argv);
    image = fuzz_sample(&image_size);
    area_count = fuzz_elf_areas(image, image_size, areas, 64);
    return 0;
}

static void look(const void *bytes, size_t size) {
    struct hn_target t;
    char path[64];
    int fd = fuzz_file(bytes, size, path, sizeof(path));
    int status = hn_target_open(&t, path);

    FUZZ_CHECK(status == 0 || status == HN_CANNOT);
    FUZZ_CHECK(t.imports && t.needed && (status || t.interpreter));
    hn_target_close(&t);
    close(fd);
}

/* First byte: 0 and 1 any bytes, bare or behind the sample's first page; else edits, and where to cut. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fuzz_undo undo;

    if (size < 3)
        return 0;
    if (data[0] == 0) {
        look(data + 1, size - 1);
        return 0;
    }
    fuzz_edit(data + 3, size - 3, areas, area_count, &undo);
    size_t keep = data[0] & 1 ? image_size : (data[1] | (size_t)data[2] << 8) % image_size;

    look(image, keep);
    fuzz_undo(&undo);
    return 0;
}
