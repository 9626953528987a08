/* files.c: whatever a result directory holds, replay, ls and explain read or refuse it. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"
#include "harness/commands.h"
#include "harness/util.h"

static char dir[] = "fuzz-files-XXXXXX";
static char *replay_file, *finding_file, *campaign_file, *finding_folder;

static void clean(void) {
    hn_remove_tree(dir, true);
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    FUZZ_CHECK(mkdtemp(dir));
    atexit(clean);
    char *findings = hn_text("%s/findings", dir), *one = hn_text("%s/findings/one", dir);

    FUZZ_CHECK(!mkdir(findings, 0700) && !mkdir(one, 0700));
    replay_file = hn_text("%s/replay.json", dir);
    finding_file = hn_text("%s/finding.json", one);
    campaign_file = hn_text("%s/campaign.json", dir);
    finding_folder = one;
    free(findings);
    return 0;
}

static void put(const char *path, const uint8_t *data, size_t size) {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    FUZZ_CHECK(fd >= 0 && hn_write_all(fd, data, size));
    close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char missing[] = "./no-such-program";
    char *by_file[] = {replay_file, missing, NULL}, *by_folder[] = {dir, missing, NULL};
    char *list[] = {dir, NULL}, *alone[] = {finding_folder, NULL};
    int status;

    put(replay_file, data, size);
    put(finding_file, data, size);
    put(campaign_file, data, size);
    /* A token inside may be good: then the program is the next thing that is missing. */
    status = hn_cmd_replay(2, by_file);
    FUZZ_CHECK(status == HN_USAGE || status == HN_CANNOT);
    FUZZ_CHECK(hn_cmd_replay(2, by_folder) == status);
    status = hn_cmd_ls(1, list);
    FUZZ_CHECK(status == 0 || status == HN_CANNOT);
    FUZZ_CHECK(hn_cmd_explain(1, alone) == status);
    status = hn_cmd_explain(1, list);
    FUZZ_CHECK(status == 0 || status == HN_CANNOT);
    return 0;
}
