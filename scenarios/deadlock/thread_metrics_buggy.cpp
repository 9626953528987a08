/* scenario: thread_metrics
 * twin: buggy
 * kind: deadlock
 * subkind: -
 * severity: error
 * functions: Metrics::stop, Metrics::add
 * always: no
 * needs: -
 * args: -
 * about: Each thread adds its own figures to the total from a thread_local destructor, under
 *   the lock that stopping holds while it joins a thread that it found still running.
 *   thread_local destructors.
 */
#include <atomic>
#include <mutex>
#include <thread>

class Metrics {
  public:
    void add(int figures) {
        std::lock_guard guard(lock_);
        total_ += figures;
        running_--;
    }
    void start() { running_++; }
    int report() {
        std::lock_guard guard(lock_);
        return ++reports_;
    }
    void stop(std::thread &thread);
    int total() const { return total_; }

  private:
    std::mutex lock_;
    int total_ = 0, reports_ = 0;
    std::atomic<int> running_ = 0;
};

static Metrics metrics;

struct Figures {
    ~Figures() { metrics.add(count); }
    int count = 0;
};
static thread_local Figures figures;

void Metrics::stop(std::thread &thread) {
    std::unique_lock guard(lock_);
    bool running = running_ > 0;
    if (running)
        thread.join();
}

void work() {
    metrics.report();
    metrics.start();
    figures.count += 2;
}

int main() {
    std::thread worker(work);
    metrics.report();
    metrics.stop(worker);
    if (worker.joinable())
        worker.join();
    return metrics.total() == 2 ? 0 : 1;
}
