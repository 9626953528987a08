/* scenario: simulation_phases
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A worker whose cells are all at rest leaves the simulation without dropping out of
 *   the barrier that ends each phase. std::barrier, arrive_and_drop.
 */
#include <barrier>
#include <mutex>
#include <thread>

class Simulation {
  public:
    void run(int worker);
    int phases() const { return phases_; }

  private:
    bool at_rest() {
        std::lock_guard guard(lock_);
        return energy_ <= 0;
    }
    void exchange(int amount) {
        std::lock_guard guard(lock_);
        energy_ += amount;
    }
    std::barrier<> phase_end_{2};
    std::mutex lock_;
    int energy_ = 2, phases_ = 0;
};

void Simulation::run(int worker) {
    for (int phase = 0; phase < 2; phase++) {
        exchange(-2);
        exchange(2);
        if (at_rest()) {
            phase_end_.arrive_and_drop();
            return;
        }
        if (worker == 0)
            phases_++;
        phase_end_.arrive_and_wait();
    }
}

int main() {
    Simulation simulation;
    std::thread other(&Simulation::run, &simulation, 1);
    simulation.run(0);
    other.join();
    return simulation.phases() <= 2 ? 0 : 1;
}
