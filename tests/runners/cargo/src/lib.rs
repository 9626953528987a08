//! Two workers answer; their tests count on the order of the answers, or do not.
use std::sync::mpsc::channel;
use std::thread;

/// What two workers answer, in the order in which the answers come.
pub fn answers() -> Vec<u32> {
    let (sender, receiver) = channel();
    for worker in 1..3 {
        let sender = sender.clone();
        thread::spawn(move || sender.send(worker).unwrap());
    }
    drop(sender);
    receiver.iter().collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn steady() {
        assert_eq!(super::answers().iter().sum::<u32>(), 3);
    }

    #[test]
    #[ignore]
    fn ignored() {
        panic!("is not run");
    }
}
