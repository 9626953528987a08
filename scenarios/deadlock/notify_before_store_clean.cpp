/* scenario: notify_before_store
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A loader notifies those who wait for the new version before it has stored it, with
 *   the log's lock taken in between; a waiter that came back and saw the old one waits again.
 *   std::atomic wait and notify.
 */
#include <atomic>
#include <mutex>
#include <thread>

class Loader {
  public:
    void publish(int version);
    int await_version(int old) {
        int now;
        while ((now = version_.load()) == old)
            version_.wait(old);
        return now;
    }
    void log() {
        std::lock_guard guard(log_lock_);
        lines_++;
    }

  private:
    std::atomic<int> version_ = 0;
    std::mutex log_lock_;
    int lines_ = 0;
};

void Loader::publish(int version) {
    log();
    version_.store(version);
    version_.notify_all();
}

static Loader loader;

int main() {
    int seen = 0;
    std::thread reader([&seen] {
        loader.log();
        seen = loader.await_version(0);
    });
    loader.log();
    loader.publish(1);
    reader.join();
    return seen == 1 ? 0 : 1;
}
