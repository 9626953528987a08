/* A plugin that keeps a count of its own, which nothing guards. */
int plugin_count(void);
int plugin_count(void) {
    static int count;
    return ++count;
}
