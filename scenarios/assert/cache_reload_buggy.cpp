/* scenario: cache_reload
 * twin: buggy
 * kind: assert
 * subkind: -
 * severity: error
 * functions: Cache::put_once
 * always: no
 * needs: -
 * args: -
 * about: A cache looks for a key under its shared lock and adds it under the exclusive one,
 *   without looking again; two threads may both add it. std::shared_mutex.
 */
#include <cassert>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <vector>

class Cache {
  public:
    void put_once(int key);
    std::size_t size() {
        std::shared_lock guard(lock_);
        return keys_.size();
    }

  private:
    bool has(int key) const {
        for (int k : keys_)
            if (k == key)
                return true;
        return false;
    }
    std::shared_mutex lock_;
    std::vector<int> keys_;
};

void Cache::put_once(int key) {
    {
        std::shared_lock guard(lock_);
        if (has(key))
            return;
    }
    std::unique_lock guard(lock_);
    assert(!has(key));
    keys_.push_back(key);
}

static Cache cache;

int main() {
    std::thread other([] {
        cache.put_once(2);
        cache.put_once(1);
    });
    cache.put_once(1);
    cache.put_once(2);
    other.join();
    return cache.size() == 2 ? 0 : 1;
}
