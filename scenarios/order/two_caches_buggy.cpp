/* scenario: two_caches
 * twin: buggy
 * kind: deadlock
 * subkind: -
 * severity: error
 * functions: Cache::refresh_from
 * always: no
 * needs: -
 * args: -
 * about: Two caches refresh themselves from each other, each under both locks, its own one first.
 *   Each has its own items to look up before. std::mutex.
 */
#include <mutex>
#include <thread>

class Cache {
  public:
    void look_up(int times) {
        for (int i = 0; i < times; i++) {
            std::lock_guard<std::mutex> guard(lock_);
            hits_++;
        }
    }

    void refresh_from(Cache &other) {
        std::lock_guard<std::mutex> mine(lock_);
        std::lock_guard<std::mutex> theirs(other.lock_);
        hits_ += other.hits_;
    }

  private:
    std::mutex lock_;
    int hits_ = 0;
};

int main() {
    Cache names, numbers;
    std::thread a([&] {
        names.look_up(40);
        names.refresh_from(numbers);
    });
    std::thread b([&] {
        numbers.refresh_from(names);
        numbers.look_up(40);
    });
    a.join();
    b.join();
    return 0;
}
