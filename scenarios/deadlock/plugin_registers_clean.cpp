/* scenario: plugin_registers
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Loading the plugins, once, lets each register itself; one that wants a fallback asks
 *   for the instance that is just being made. std::call_once.
 */
#include <mutex>
#include <thread>

class Plugins {
  public:
    static Plugins &instance();
    void load();
    int count() const { return count_; }

  private:
    int count_ = 0;
};

static std::once_flag once;
static Plugins plugins;
static std::mutex settings_lock;
static bool hardware = true;

bool has_hardware() {
    std::lock_guard guard(settings_lock);
    return hardware;
}

void set_hardware(bool on) {
    std::lock_guard guard(settings_lock);
    hardware = on;
}

Plugins &Plugins::instance() {
    std::call_once(once, [] { plugins.load(); });
    return plugins;
}

void Plugins::load() {
    count_ = 1;
    if (!has_hardware())
        count_++;
}

int main() {
    int seen = 0;
    std::thread player([&seen] { seen = Plugins::instance().count(); });
    set_hardware(false);
    set_hardware(true);
    int mine = Plugins::instance().count();
    player.join();
    return seen == mine ? 0 : 1;
}
