/* Four threads on one database: two share a connection, two have their own; prints what is in it. */
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

enum { THREADS = 4, ROWS = 6, SHARED = 2 };

static char path[4096];
static sqlite3 *shared;

static void check(int rc, sqlite3 *db) {
    if (rc == SQLITE_OK || rc == SQLITE_DONE || rc == SQLITE_ROW)
        return;
    fprintf(stderr, "sqlite: %s\n", db ? sqlite3_errmsg(db) : sqlite3_errstr(rc));
    exit(1);
}

static sqlite3 *open_it(void) {
    sqlite3 *db = NULL;

    check(sqlite3_open_v2(path, &db,
                          SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, NULL),
          db);
    check(sqlite3_busy_timeout(db, 1000000), db);
    check(sqlite3_exec(db, "pragma synchronous=off; pragma journal_mode=memory", NULL, NULL, NULL),
          db);
    return db;
}

static void *work(void *arg) {
    int me = (int)(size_t)arg;
    sqlite3 *db = me < SHARED ? shared : open_it();
    sqlite3_stmt *insert = NULL;

    check(sqlite3_prepare_v2(db, "insert into t(who, n) values(?1, ?2)", -1, &insert, NULL), db);
    for (int i = 0; i < ROWS; i++) {
        check(sqlite3_bind_int(insert, 1, me), db);
        check(sqlite3_bind_int(insert, 2, i * i), db);
        check(sqlite3_step(insert), db);
        check(sqlite3_reset(insert), db);
    }
    check(sqlite3_finalize(insert), db);
    if (db != shared)
        check(sqlite3_close(db), NULL);
    return NULL;
}

static int show(void *unused, int columns, char **value, char **name) {
    (void)unused, (void)columns, (void)name;
    printf("%s %s %s\n", value[0], value[1], value[2]);
    return 0;
}

int main(void) {
    pthread_t thread[THREADS];
    const char *folder = getenv("TMPDIR");

    snprintf(path, sizeof path, "%s/real.db", folder ? folder : "/tmp");
    remove(path);
    shared = open_it();
    check(sqlite3_exec(shared, "create table t(who, n)", NULL, NULL, NULL), shared);
    for (size_t i = 0; i < THREADS; i++)
        pthread_create(&thread[i], NULL, work, (void *)i);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(thread[i], NULL);
    check(sqlite3_exec(shared, "select who, count(*), sum(n) from t group by who order by who",
                       show, NULL, NULL),
          shared);
    check(sqlite3_close(shared), NULL);
    remove(path);
    return 0;
}
