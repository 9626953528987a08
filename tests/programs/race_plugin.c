/* Instrumented code that race_loads opens when its threads run already. */
extern int plugin_count;
int plugin_count;

void plugin_add(void);
void plugin_add(void) {
    plugin_count++;
}
