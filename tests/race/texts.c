/* What libc's functions on memory, strings and streams do, behind the runtime's wrappers.
 * expect=none; seeds=2; flags=-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=1 -fno-builtin -Wno-format-truncation -Wno-stringop-truncation; */
#define _GNU_SOURCE
#include <errno.h>
#include <glob.h>
#include <inttypes.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

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

static void numbers(void) {
    char *end;
    errno = 0;
    long whole = strtol(" -17x", &end, 10);
    printf("%ld %c %ld %lld %g\n", whole, *end, atol("8 8"), atoll("z"), atof("1.5e1,"));
    whole = strtol("1", &end, 99);
    printf("%ld %d\n", whole, errno);
    errno = 0;
    unsigned long long most = strtoull("ffffffffffffffffff", &end, 16);
    printf("%llx %lx %d\n", most, strtoul("077", NULL, 0), errno);
    printf("%g %g %Lg %jd\n", strtod("inf", &end), (double)strtof("0x1p3", NULL),
           strtold("2.5", NULL), strtoimax("12", NULL, 3));
}

static void parts(void) {
    char text[] = ";;one;two,three;;four", *rest = NULL, *at;
    for (at = strtok(text, ";,"); at; at = strtok(NULL, ";,"))
        printf("<%s>", at);
    strcpy(text, "a b  c");
    for (at = strtok_r(text, " ", &rest); at; at = strtok_r(NULL, " ", &rest))
        printf("<%s>", at);
    strcpy(text, "a b  c");
    for (rest = text; (at = strsep(&rest, " "));)
        printf("<%s>", at);
    puts("");
}

static int greater(const void *one, const void *two) {
    return *(const char *)one - *(const char *)two;
}

static int lesser(const void *one, const void *two, void *times) {
    ++*(int *)times;
    return greater(two, one);
}

static void sorts(void) {
    int times = 0;
    strcpy(a, "sorted");
    strcpy(b, "sorted");
    qsort(a, 6, 1, greater);
    qsort_r(b, 6, 1, lesser, &times);
    show("sort", times > 4);
}

static void dates(void) {
    time_t when = 951782400;
    struct tm date = *gmtime(&when), other;
    printf("%s%s", asctime(&date), asctime_r(&date, a));
    date.tm_mday += 2;
    when = timegm(&date);
    printf("%ld %d\n", (long)when, date.tm_mon);
    setenv("TZ", "UTC", 1);
    printf("%ld %s%s", (long)mktime(localtime_r(&when, &other)), ctime(&when), ctime_r(&when, b));
    size_t length = strftime(a, sizeof a, "%F", gmtime_r(&when, &other));
    printf("%zu %s %d\n", length, a, localtime(&when)->tm_yday);
}

static void scans(void) {
    short few = 0;
    long many = 0;
    float real = 0;
    char *made = NULL, one = 0;
    int n = sscanf("12 34 56.5 word ]x[ end", "%hd %ld%f %ms %*1[]]%c%s", &few, &many, &real, &made,
                   &one, a);
    printf("%d %d %ld %g %s %c %s\n", n, few, many, (double)real, made, one, a);
    free(made);
    n = sscanf("", "%d", &n);
    printf("%d %d\n", n, sscanf("%7", "%%%hd", &few));
    FILE *f = fmemopen(b, strlen(strcpy(b, "3 x")), "r");
    n = fscanf(f, "%hd %lc", &few, (wchar_t *)a);
    printf("%d %d %d\n", n, few, a[0]);
    fclose(f);
    n = asprintf(&made, "%s-%d", "made", few);
    printf("%d %s\n", n, made);
    free(made);
}

static void wide(void) {
    wchar_t from[16] = L"wide", to[16];
    wcsncat(wcscat(wcscpy(to, from), L" and "), L"wider", 3);
    printf("%zu %zu %d %d\n", wcslen(to), wcsnlen(to, 3), wcscmp(to, from) > 0,
           wcsncmp(to, from, 4));
    printf("%ld %ld %d\n", (long)(wcschr(to, L'd') - to), (long)(wcsrchr(to, L'd') - to),
           wcschr(to, L'Q') == NULL);
    wmemset(wmemmove(to + 1, to, 4), L'-', 2);
    wcsncpy(from, L"x", 3);
    wchar_t *copy = wcsdup(wmemcpy(to + 9, from, 2) - 9);
    printf("%ls %d\n", copy, wmemcmp(copy, to, 5));
    free(copy);
}

static void places(void) {
    FILE *f = tmpfile();
    int fd = fileno(f);
    printf("%zd %zd\n", pwrite(fd, "0123456789", 10, 2),
           pwritev(fd, (struct iovec[]){{a, 1}, {b, 1}}, 2, 0));
    memset(b, 0, 20);
    printf("%zd %zd", pread(fd, a, 4, 3), preadv(fd, (struct iovec[]){{b, 2}, {b + 3, 30}}, 2, 7));
    printf(" %.4s %.2s %.5s\n", a, b, b + 3);
    fclose(f);
}

int main(void) {
    memory();
    strings();
    streams();
    forms();
    numbers();
    parts();
    sorts();
    dates();
    scans();
    wide();
    places();
    return 0;
}
