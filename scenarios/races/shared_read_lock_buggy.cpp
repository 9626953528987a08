/* scenario: shared_read_lock
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: Cache::get
 * always: yes
 * needs: -
 * args: -
 * about: A cache counts its uses in a mutable member under a std::shared_lock.
 */
#include <mutex>
#include <shared_mutex>
#include <thread>

class Cache {
  public:
    int get() const;

  private:
    mutable std::shared_mutex lock_;
    mutable int uses_ = 0;
    int value_ = 5;
};

int Cache::get() const {
    std::shared_lock guard(lock_);
    uses_++;
    return value_ + (uses_ > 9);
}

static Cache cache;

void client() {
    if (cache.get() != 5)
        std::terminate();
}

int main() {
    std::thread first(client), second(client);
    first.join();
    second.join();
    return 0;
}
