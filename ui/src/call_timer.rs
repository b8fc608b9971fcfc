//! How long a call has lasted.

use std::time::Duration;

/// How long a call has lasted: `0:07`, `12:34`, `1:02:03`.
pub fn call_timer(lasted: Duration) -> String {
    let seconds = lasted.as_secs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours == 0 {
        format!("{minutes}:{seconds:02}")
    } else {
        format!("{hours}:{minutes:02}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_timed_in_minutes_and_then_in_hours() {
        let timer = |seconds| call_timer(Duration::from_secs(seconds));
        assert_eq!(timer(0), "0:00");
        assert_eq!(timer(59), "0:59");
        assert_eq!(timer(60), "1:00");
        assert_eq!(timer(754), "12:34");
        assert_eq!(timer(3_599), "59:59");
        assert_eq!(timer(3_723), "1:02:03");
        assert_eq!(call_timer(Duration::from_millis(1_999)), "0:01");
    }
}
