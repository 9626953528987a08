// Rust's test harness, which runs the tests below in threads of its own; they use channels, a lock, a
// condition variable, a barrier and scoped threads. Built by rustc --test.
use std::sync::mpsc::{channel, sync_channel};
use std::sync::{Arc, Barrier, Condvar, Mutex, RwLock};
use std::thread;

#[test]
fn channel_of_many_senders() {
    let (sender, receiver) = channel();
    let threads: Vec<_> = (1..4u64)
        .map(|n| {
            let sender = sender.clone();
            thread::spawn(move || (0..4).for_each(|i| sender.send(n * i).unwrap()))
        })
        .collect();
    drop(sender);
    assert_eq!(receiver.iter().sum::<u64>(), 36);
    threads.into_iter().for_each(|t| t.join().unwrap());
}

#[test]
fn bounded_channel_hands_over_in_order() {
    let (sender, receiver) = sync_channel(1);
    let producer = thread::spawn(move || (0..6).for_each(|i| sender.send(i).unwrap()));
    assert_eq!(receiver.iter().collect::<Vec<u32>>(), [0, 1, 2, 3, 4, 5]);
    producer.join().unwrap();
}

#[test]
fn turns_by_condition_variable() {
    let state = Arc::new((Mutex::new(0u32), Condvar::new()));
    let threads: Vec<_> = (0..3u32)
        .map(|me| {
            let state = Arc::clone(&state);
            thread::spawn(move || {
                for _ in 0..3 {
                    let mut turn = state.1.wait_while(state.0.lock().unwrap(), |t| *t % 3 != me).unwrap();
                    *turn += 1;
                    state.1.notify_all();
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|t| t.join().unwrap());
    assert_eq!(*state.0.lock().unwrap(), 9);
}

#[test]
fn scoped_threads_share_what_they_borrow() {
    let total = RwLock::new(0);
    let barrier = Barrier::new(3);
    thread::scope(|scope| {
        for n in 1..=3 {
            let (total, barrier) = (&total, &barrier);
            scope.spawn(move || {
                *total.write().unwrap() += n;
                barrier.wait();
                assert_eq!(*total.read().unwrap(), 6);
            });
        }
    });
}
