/* framework.c: marks of test frameworks in ELF files, and their words for "list the tests". */
#define _GNU_SOURCE
#include "framework.h"

#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <unistd.h>

#define MAX_WORDS 16

/* A mark is a string that every program with the framework in it carries: an option's name where the
 * framework is linked in, a function's where it is a library. Queries are whole words; one that ends in
 * "=" may have a value, or none. */
static const struct {
    const char *name;
    const char *marks[3];
    const char *queries[MAX_WORDS];
} frameworks[HN_FW_COUNT] = {
    [HN_FW_NONE] = {"none", {NULL}, {NULL}},
    [HN_FW_GTEST] = {"gtest",
                     {"gtest_list_tests", "libgtest.so", NULL},
                     {"--gtest_list_tests=", "-gtest_list_tests=", "--help", "-h", "-?", NULL}},
    [HN_FW_LIBTEST] = {"libtest", {"RUST_TEST_THREADS", NULL}, {"--list", "--help", "-h", NULL}},
    [HN_FW_CMOCKA] = {"cmocka", {"_cmocka_run_group_tests", NULL}, {NULL}},
    [HN_FW_GLIB] = {"glib", {"g_test_init", NULL}, {"-l", "--help", "-h", "-?", NULL}},
    [HN_FW_CATCH2] = {"catch2",
                      {"list all/matching test cases", NULL},
                      {"--list-tests", "-l", "--list-test-names-only", "--list-tags", "-t",
                       "--list-reporters", "--list-listeners", "--libidentify", "--help", "-h",
                       "-?", NULL}},
    [HN_FW_DOCTEST] = {"doctest",
                       {"dt-list-test-cases", NULL},
                       {"--list-test-cases=", "-ltc=", "--dt-list-test-cases=",
                        "--list-test-suites=", "-lts=", "--dt-list-test-suites=",
                        "--list-reporters=", "-lr=", "--count=", "-c=", "--help", "-h", "-?",
                        "--version", "-v", NULL}},
    [HN_FW_CRITERION] = {"criterion",
                         {"libcriterion.so", NULL},
                         {"--list", "-l", "--help", "-h", "--version", "-v", NULL}},
};

static bool holds(const Elf_Data *data, const char *mark) {
    return memmem(data->d_buf, data->d_size, mark, strlen(mark)) != NULL;
}

static enum hn_framework marked(const Elf_Data *data) {
    for (int f = HN_FW_NONE + 1; f < HN_FW_COUNT; f++)
        for (const char *const *mark = frameworks[f].marks; *mark; mark++)
            if (holds(data, *mark))
                return (enum hn_framework)f;
    return HN_FW_NONE;
}

enum hn_framework hn_framework_of(const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    Elf *elf =
        fd < 0 || elf_version(EV_CURRENT) == EV_NONE ? NULL : elf_begin(fd, ELF_C_READ_MMAP, NULL);
    enum hn_framework found = HN_FW_NONE;
    Elf_Scn *scn = NULL;
    GElf_Shdr sh;

    if (elf && elf_kind(elf) != ELF_K_ELF) {
        elf_end(elf);
        elf = NULL;
    }
    while (elf && !found && (scn = elf_nextscn(elf, scn))) {
        bool data = gelf_getshdr(scn, &sh) && sh.sh_flags & SHF_ALLOC &&
                    (sh.sh_type == SHT_PROGBITS || sh.sh_type == SHT_STRTAB);
        Elf_Data *bytes = data ? elf_rawdata(scn, NULL) : NULL;

        if (bytes && bytes->d_buf)
            found = marked(bytes);
    }
    elf_end(elf);
    if (fd >= 0)
        close(fd);
    return found;
}

const char *hn_framework_name(enum hn_framework framework) {
    return frameworks[framework].name;
}

static bool is_word(const char *argument, const char *word) {
    size_t n = strlen(word);

    if (word[n - 1] != '=')
        return !strcmp(argument, word);
    if (strncmp(argument, word, n - 1) || (argument[n - 1] && argument[n - 1] != '='))
        return false;
    /* Said with "no" it is an option like any other. */
    const char *value = argument[n - 1] ? argument + n : "1";

    return !strchr("0nNfF", *value) || !*value;
}

static bool is_query(const char *argument, const char *const *words) {
    for (; *words; words++)
        if (is_word(argument, *words))
            return true;
    return false;
}

bool hn_framework_query(enum hn_framework framework, char *const *argv) {
    static const char *const everywhere[] = {"--help",   "--version", "-help", "-h", "-V",
                                             "-version", "--usage",   "-?",    NULL};

    if (argv[0] && argv[1] && !argv[2] && is_query(argv[1], everywhere))
        return true;
    for (char *const *p = argv + (argv[0] != NULL); *p; p++)
        if (is_query(*p, frameworks[framework].queries))
            return true;
    return false;
}
