//! What the far end has heard of the agent, as numbers.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::g711;

/// A packet whose loudest sample reaches this counts as audible. Room noise and comfort
/// noise stay below it, speech and Chromium's fake microphone well above.
const AUDIBLE_DBFS: f64 = -50.0;
/// What digital silence is reported as: the level of 16-bit quantisation.
const FLOOR_DBFS: f64 = -96.0;
/// Longer than the pause between two beeps of Chromium's fake microphone (1 s).
const PEAK_WINDOW: Duration = Duration::from_millis(1_500);
const RMS_WINDOW: Duration = Duration::from_millis(500);

/// Everything received in one call. It outlives a peer: when another device takes the
/// call over, the gap between the last packet of one and the first of the other counts.
#[derive(Debug, Default)]
pub struct Hearing {
    received: u64,
    sent: u64,
    lost_before: u64,
    stream: Option<Stream>,
    first_packet: Option<Instant>,
    first_audible: Option<Instant>,
    last_packet: Option<Instant>,
    last_audible: Option<Instant>,
    longest_gap: Duration,
    mark: Option<Mark>,
    levels: VecDeque<Level>,
    digits: String,
    last_tone: Option<(u32, u32)>,
}

/// Sequence numbers of one RTP source, extended beyond 16 bits.
#[derive(Debug)]
struct Stream {
    ssrc: u32,
    first: u64,
    highest: u64,
    received: u64,
}

impl Stream {
    fn lost(&self) -> u64 {
        (self.highest - self.first + 1).saturating_sub(self.received)
    }
}

#[derive(Debug)]
struct Mark {
    at: Instant,
    received: u64,
    lost: u64,
    longest_gap: Duration,
}

#[derive(Debug)]
struct Level {
    at: Instant,
    /// Of all samples in the packet, relative to full scale.
    mean_square: f64,
    peak: f64,
}

/// What was heard, and what was said, up to now.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MediaReport {
    /// Packets sent to the agent.
    pub packets_sent: u64,
    /// RTP packets received from the agent.
    pub packets_received: u64,
    /// Sequence numbers that never arrived.
    pub packets_lost: u64,
    /// Longest time between two packets, in ms; a silence that still lasts counts.
    pub longest_gap_ms: u64,
    /// Time since the latest packet, in ms.
    pub last_packet_ago_ms: Option<u64>,
    /// Level of the last 500 ms, in dB relative to full scale (-96: digital silence).
    pub rms_dbfs: f64,
    /// Loudest sample of the last 1.5 s, in dB relative to full scale.
    pub peak_dbfs: f64,
    /// Whether anything in the last 1.5 s was loud enough to be heard.
    pub audible: bool,
    /// Time since something audible came, in ms (since the first packet, if nothing has).
    pub silent_for_ms: Option<u64>,
    /// The same counts since the latest mark.
    pub since_mark: Option<SinceMark>,
}

/// Counts from a mark on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SinceMark {
    /// Time since the mark, in ms.
    pub elapsed_ms: u64,
    /// RTP packets received since.
    pub packets_received: u64,
    /// Sequence numbers lost since.
    pub packets_lost: u64,
    /// Longest time without a packet since, in ms.
    pub longest_gap_ms: u64,
}

impl Hearing {
    /// An audio packet: µ-law samples.
    pub(crate) fn audio(&mut self, ssrc: u32, sequence: u64, payload: &[u8], now: Instant) {
        self.packet(ssrc, sequence, now);
        let samples = payload.iter().map(|byte| f64::from(g711::decode(*byte)) / 32_768.0);
        let (mut sum, mut peak, mut count) = (0.0, 0.0_f64, 0_u32);
        for sample in samples {
            sum += sample * sample;
            peak = peak.max(sample.abs());
            count += 1;
        }
        if count == 0 {
            return;
        }
        self.levels.push_back(Level { at: now, mean_square: sum / f64::from(count), peak });
        while self.levels.front().is_some_and(|level| now - level.at > PEAK_WINDOW) {
            self.levels.pop_front();
        }
        if dbfs(peak) >= AUDIBLE_DBFS {
            self.first_audible.get_or_insert(now);
            self.last_audible = Some(now);
        }
    }

    /// A packet of a DTMF tone (RFC 4733). Returns the digit when the tone is a new one:
    /// all packets of one tone carry the timestamp of its start.
    pub(crate) fn tone(
        &mut self,
        ssrc: u32,
        sequence: u64,
        timestamp: u32,
        payload: &[u8],
        now: Instant,
    ) -> Option<char> {
        self.packet(ssrc, sequence, now);
        let digit = b"0123456789*#ABCD".get(usize::from(*payload.first()?))?;
        if self.last_tone.replace((ssrc, timestamp)) == Some((ssrc, timestamp)) {
            return None;
        }
        self.digit(char::from(*digit));
        Some(char::from(*digit))
    }

    /// A digit, however it came.
    pub(crate) fn digit(&mut self, digit: char) {
        self.digits.push(digit);
    }

    pub(crate) fn sent(&mut self) {
        self.sent += 1;
    }

    /// All digits received in the call, in order.
    pub fn digits(&self) -> &str {
        &self.digits
    }

    /// When the agent's first packet came.
    pub fn first_packet(&self) -> Option<Instant> {
        self.first_packet
    }

    /// When the agent was first audible.
    pub fn first_audible(&self) -> Option<Instant> {
        self.first_audible
    }

    /// Starts the "since mark" counts anew.
    pub fn mark(&mut self, now: Instant) {
        self.mark = Some(Mark {
            at: now,
            received: self.received,
            lost: self.lost(),
            longest_gap: Duration::ZERO,
        });
    }

    /// The numbers as of `now`.
    pub fn report(&self, now: Instant) -> MediaReport {
        let open_gap = self.last_packet.map_or(Duration::ZERO, |last| now - last);
        let recent = |window| self.levels.iter().filter(move |level| now - level.at <= window);
        let peak = recent(PEAK_WINDOW).fold(0.0_f64, |peak, level| peak.max(level.peak));
        let (sum, count) = recent(RMS_WINDOW)
            .fold((0.0, 0_u32), |(sum, count), level| (sum + level.mean_square, count + 1));
        let rms = if count == 0 { 0.0 } else { (sum / f64::from(count)).sqrt() };
        MediaReport {
            packets_sent: self.sent,
            packets_received: self.received,
            packets_lost: self.lost(),
            longest_gap_ms: ms(self.longest_gap.max(open_gap)),
            last_packet_ago_ms: self.last_packet.map(|last| ms(now - last)),
            rms_dbfs: rounded(dbfs(rms)),
            peak_dbfs: rounded(dbfs(peak)),
            audible: dbfs(peak) >= AUDIBLE_DBFS,
            silent_for_ms: self.last_audible.or(self.first_packet).map(|since| ms(now - since)),
            since_mark: self.mark.as_ref().map(|mark| {
                let open_gap =
                    self.last_packet.map_or(Duration::ZERO, |last| now - last.max(mark.at));
                SinceMark {
                    elapsed_ms: ms(now - mark.at),
                    packets_received: self.received - mark.received,
                    packets_lost: self.lost().saturating_sub(mark.lost),
                    longest_gap_ms: ms(mark.longest_gap.max(open_gap)),
                }
            }),
        }
    }

    fn packet(&mut self, ssrc: u32, sequence: u64, now: Instant) {
        self.received += 1;
        self.first_packet.get_or_insert(now);
        if let Some(last) = self.last_packet.replace(now) {
            self.longest_gap = self.longest_gap.max(now - last);
            if let Some(mark) = &mut self.mark {
                // A gap that began before the mark counts from the mark on.
                mark.longest_gap = mark.longest_gap.max(now - last.max(mark.at));
            }
        }
        match &mut self.stream {
            Some(stream) if stream.ssrc == ssrc => {
                stream.first = stream.first.min(sequence);
                stream.highest = stream.highest.max(sequence);
                stream.received += 1;
            }
            stream => {
                self.lost_before += stream.as_ref().map_or(0, Stream::lost);
                *stream = Some(Stream { ssrc, first: sequence, highest: sequence, received: 1 });
            }
        }
    }

    fn lost(&self) -> u64 {
        self.lost_before + self.stream.as_ref().map_or(0, Stream::lost)
    }
}

fn dbfs(amplitude: f64) -> f64 {
    (20.0 * amplitude.log10()).max(FLOOR_DBFS)
}

fn rounded(db: f64) -> f64 {
    (db * 10.0).round() / 10.0
}

fn ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SILENCE: [u8; 160] = [0xFF; 160];
    const LOUD: [u8; 160] = [0x80; 160];

    fn after(start: Instant, millis: u64) -> Instant {
        start + Duration::from_millis(millis)
    }

    #[test]
    fn a_missing_packet_is_a_loss_and_a_late_one_is_not() {
        let (mut hearing, start) = (Hearing::default(), Instant::now());
        for (n, sequence) in [1, 2, 5, 4].into_iter().enumerate() {
            hearing.audio(7, sequence, &SILENCE, after(start, 20 * n as u64));
        }
        let report = hearing.report(after(start, 60));
        assert_eq!((report.packets_received, report.packets_lost), (4, 1));
    }

    #[test]
    fn the_change_to_another_device_is_a_gap_but_no_loss() {
        let (mut hearing, start) = (Hearing::default(), Instant::now());
        hearing.audio(7, 100, &SILENCE, start);
        hearing.audio(8, 9_000, &SILENCE, after(start, 300));
        let report = hearing.report(after(start, 300));
        assert_eq!((report.packets_lost, report.longest_gap_ms), (0, 300));
    }

    #[test]
    fn a_mark_starts_counting_anew() {
        let (mut hearing, start) = (Hearing::default(), Instant::now());
        hearing.audio(7, 1, &SILENCE, start);
        hearing.audio(7, 9, &SILENCE, after(start, 400));
        hearing.mark(after(start, 410));
        hearing.audio(7, 10, &SILENCE, after(start, 420));
        hearing.audio(7, 12, &SILENCE, after(start, 460));
        let report = hearing.report(after(start, 470));
        let since = report.since_mark.unwrap();
        assert_eq!((since.packets_received, since.packets_lost, since.longest_gap_ms), (2, 1, 40));
        assert_eq!((report.packets_lost, report.longest_gap_ms), (8, 400));
    }

    #[test]
    fn a_gap_that_still_lasts_counts() {
        let (mut hearing, start) = (Hearing::default(), Instant::now());
        hearing.audio(7, 1, &SILENCE, start);
        assert_eq!(hearing.report(after(start, 900)).longest_gap_ms, 900);
    }

    #[test]
    fn mute_is_told_from_sound() {
        let (mut hearing, start) = (Hearing::default(), Instant::now());
        hearing.audio(7, 1, &LOUD, start);
        let loud = hearing.report(start);
        assert!(loud.audible && loud.peak_dbfs > -1.0, "{loud:?}");
        for n in 1..=100 {
            hearing.audio(7, 1 + n, &SILENCE, after(start, 20 * n));
        }
        let muted = hearing.report(after(start, 2_000));
        assert!(!muted.audible);
        assert_eq!(
            (muted.peak_dbfs, muted.rms_dbfs, muted.silent_for_ms),
            (-96.0, -96.0, Some(2_000))
        );
    }

    #[test]
    fn a_tone_of_many_packets_is_one_digit() {
        let (mut hearing, now) = (Hearing::default(), Instant::now());
        for (sequence, timestamp, event) in [(1, 10, 5), (2, 10, 5), (3, 90, 5), (4, 170, 11)] {
            hearing.tone(7, sequence, timestamp, &[event, 10, 0, 160], now);
        }
        assert_eq!(hearing.digits(), "55#");
    }
}
