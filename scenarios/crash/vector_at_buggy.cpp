/* scenario: vector_at
 * twin: buggy
 * kind: crash
 * subkind: exception
 * severity: error
 * functions: JobList::take
 * always: no
 * needs: -
 * args: -
 * about: A worker asks whether the list is empty and takes the last job under a second lock;
 *   the exception of at() ends the program.
 */
#include <mutex>
#include <thread>
#include <vector>

class JobList {
  public:
    void add(int job) {
        std::lock_guard<std::mutex> guard(lock_);
        jobs_.push_back(job);
    }
    bool empty() {
        std::lock_guard<std::mutex> guard(lock_);
        return jobs_.empty();
    }
    int take();

  private:
    std::mutex lock_;
    std::vector<int> jobs_;
};

int JobList::take() {
    std::lock_guard<std::mutex> guard(lock_);
    int job = jobs_.at(jobs_.size() - 1);
    jobs_.pop_back();
    return job;
}

static JobList jobs;

void work(int *sum) {
    while (!jobs.empty())
        *sum += jobs.take();
}

int main() {
    int mine = 0, theirs = 0;
    jobs.add(1);
    jobs.add(2);
    std::thread other(work, &theirs);
    work(&mine);
    other.join();
    return mine + theirs == 3 ? 0 : 1;
}
