/* What libc's functions on memory, strings and streams do, behind the runtime's wrappers.
 * expect=none; seeds=2; flags=-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=1 -fno-builtin -Wno-format-truncation -Wno-stringop-truncation; */
#define _GNU_SOURCE
#include <glob.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static char a[64], b[64], *line;

static void show(const char *what, long n) {
    printf("%s %ld [%.20s] [%.20s]\n", what, n, a, b);
}

static long at(const void *found, const void *in) {
    return found ? (const char *)found - (const char *)in : -1;
}

static void memory(void) {
    memset(a, 'x', 10);
    memcpy(b, a, 6);
    memmove(a + 1, a, 8);
    show("end", at(mempcpy(b + 6, "yz", 3), b));
    show("memcmp", memcmp(a, b, 6) + memcmp("a", "a", 2));
    show("bcmp", bcmp(a, b, 3));
    show("memchr", at(memchr(b, 'y', sizeof b), b));
    show("memrchr", at(memrchr(b, 'x', sizeof b), b));
    show("memmem", at(memmem(b, sizeof b, "yz", 2), b));
    bcopy(b, a, 9);
    bzero(b + 3, 2);
    explicit_bzero(a + 4, 1);
    show("zero", 0);
}

static void strings(void) {
    strcpy(a, "one two");
    show("stpcpy", at(stpcpy(b, "three"), b));
    strncpy(b + 10, "padded", 9);
    show("stpncpy", at(stpncpy(b + 20, "ab", 5), b));
    strcat(a, "!");
    strncat(a, "more", 2);
    show("strlen", (long)(strlen(a) + strnlen(a, 3)));
    show("strcmp", (strcmp("ab", "ac") < 0) + 2 * (strncmp("abx", "aby", 2) == 0) +
                       4 * (strcasecmp("AB", "ab") == 0) + 8 * (strncasecmp("aBc", "Abd", 2) == 0));
    show("strchr", at(strchr(a, 'o'), a) + 100 * at(strrchr(a, 'o'), a));
    show("strchrnul",
         at(strchrnul(a, 'Z'), a) + 100 * at(index(a, 't'), a) + 10000 * at(rindex(a, 't'), a));
    show("strstr", at(strstr(a, "two"), a) + 100 * at(strcasestr(a, "TWO"), a));
    show("strspn", (long)(strspn(a, "eno") + 10 * strcspn(a, " ")) + 100 * at(strpbrk(a, "tw"), a));
    char *copy = strdup(a), *some = strndup(a, 3);
    printf("%s %s\n", copy, some);
    free(copy);
    free(some);
}

static void streams(void) {
    size_t room = 0;
    FILE *f = tmpfile();
    fputs("first\nsecond\nthird\n", f);
    fwrite("block", 1, 5, f);
    rewind(f);
    printf("%s", fgets(a, sizeof a, f));
    long got = getline(&line, &room, f);
    printf("%ld %s", got, line);
    got = getdelim(&line, &room, 'd', f);
    printf("%ld %s\n", got, line);
    printf("%zu\n", fread(b, 1, sizeof b, f));
    fclose(f);
    free(line);
    printf("%d", snprintf(a, 5, "%d", 1234567));
    printf(" %d", sprintf(b, "%s-%x", a, 255));
    printf(" %s %s\n", a, b);
    puts("done");
}

/* What libc keeps older forms of. */
static void forms(void) {
    regex_t pattern;
    regmatch_t match = {2, 5};
    glob_t found;
    char *path = realpath("/tmp/../tmp", NULL);
    printf("%s\n", path);
    free(path);
    regcomp(&pattern, "^b", 0);
    printf("%d\n", regexec(&pattern, "aabcd", 1, &match, REG_STARTEND));
    regfree(&pattern);
    printf("%d\n", glob("/etc/pass[w]d", 0, NULL, &found));
    globfree(&found);
    FILE *f = fmemopen(a, sizeof a, "wb");
    fseek(f, 0, SEEK_END);
    printf("%ld\n", ftell(f));
    fclose(f);
}

int main(void) {
    memory();
    strings();
    streams();
    forms();
    return 0;
}
