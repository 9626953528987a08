/* scenario: counters_of_a_thread
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A thread's counters add themselves to the total when the thread ends, under the lock
 *   that stopping holds while it joins a thread that it found at work. Rust, thread_local
 *   destructors.
 */
use std::cell::RefCell;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

struct Totals {
    sum: Mutex<u32>,
    running: Mutex<bool>,
    changed: Condvar,
}

struct Counter {
    totals: Arc<Totals>,
    count: u32,
}

impl Drop for Counter {
    fn drop(&mut self) {
        *self.totals.sum.lock().unwrap() += self.count;
        set_running(&self.totals, false);
    }
}

thread_local! {
    static COUNTER: RefCell<Option<Counter>> = RefCell::new(None);
}

fn set_running(totals: &Totals, running: bool) {
    *totals.running.lock().unwrap() = running;
    totals.changed.notify_all();
}

fn report(totals: &Totals) {
    drop(totals.sum.lock().unwrap());
    totals.changed.notify_all();
}

fn work(totals: Arc<Totals>) {
    report(&totals);
    set_running(&totals, true);
    COUNTER.with(|c| *c.borrow_mut() = Some(Counter { totals, count: 2 }));
}

fn stop(totals: &Totals, worker: &mut Option<thread::JoinHandle<()>>) {
    let sum = totals.sum.lock().unwrap();
    let running = *totals.running.lock().unwrap();
    drop(sum);
    if running {
        worker.take().unwrap().join().unwrap();
    }
}

fn main() {
    let totals = Arc::new(Totals {
        sum: Mutex::new(0),
        running: Mutex::new(false),
        changed: Condvar::new(),
    });
    let own = totals.clone();
    let mut worker = Some(thread::spawn(move || work(own)));
    report(&totals);
    report(&totals);
    stop(&totals, &mut worker);
    if let Some(worker) = worker {
        worker.join().unwrap();
    }
    assert_eq!(*totals.sum.lock().unwrap(), 2);
}
