/* scenario: route_refresh
 * twin: buggy
 * kind: self-deadlock
 * subkind: -
 * severity: error
 * functions: Routes::lookup, Routes::refresh
 * always: no
 * needs: -
 * args: -
 * about: A lookup that finds its route expired refreshes it while its shared lock on the
 *   table is still held, and refreshing wants the lock alone. std::shared_mutex.
 */
#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>

class Routes {
  public:
    Routes() { table_["north"] = {1, 0}; }
    int lookup(const std::string &to);
    void expire() {
        std::unique_lock guard(lock_);
        now_++;
    }
    void refresh(const std::string &to);

  private:
    struct Route {
        int port;
        int made;
    };
    std::shared_mutex lock_;
    std::map<std::string, Route> table_;
    int now_ = 0;
};

void Routes::refresh(const std::string &to) {
    std::unique_lock guard(lock_);
    table_[to].made = now_;
}

int Routes::lookup(const std::string &to) {
    std::shared_lock guard(lock_);
    Route route = table_.at(to);
    bool expired = route.made < now_;
    if (expired) {
        refresh(to);
    }
    return route.port;
}

static Routes routes;

int main() {
    std::thread updater([] {
        routes.expire();
        routes.refresh("north");
    });
    int ports = 0;
    for (int i = 0; i < 2; i++)
        ports += routes.lookup("north");
    updater.join();
    return ports == 2 ? 0 : 1;
}
