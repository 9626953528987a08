/* scenario: nightly_rebuild
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Searching takes the store's lock first as well.
 */
#include <atomic>
#include <mutex>
#include <thread>

class Catalogue {
  public:
    void rebuild() {
        std::lock_guard<std::mutex> store(store_);
        std::lock_guard<std::mutex> index(index_);
        size_ = 7;
        ready_ = true;
    }

    int find() {
        for (int tries = 0; tries < 50 && !ready_; tries++)
            std::this_thread::yield();
        if (!ready_)
            return -1;
        std::lock_guard<std::mutex> store(store_);
        std::lock_guard<std::mutex> index(index_);
        return size_;
    }

  private:
    std::mutex store_, index_;
    int size_ = 0;
    std::atomic<bool> ready_{false};
};

int main() {
    Catalogue catalogue;
    int one = 0, two = 0;
    std::thread a([&] { catalogue.rebuild(); });
    std::thread b([&] { one = catalogue.find(); });
    std::thread c([&] { two = catalogue.find(); });
    a.join();
    b.join();
    c.join();
    return one > 7 || two > 7;
}
