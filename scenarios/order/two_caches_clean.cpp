/* scenario: two_caches
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: std::scoped_lock takes both locks without a deadlock.
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
        std::scoped_lock both(lock_, other.lock_);
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
