//! Synthesised sound that resembles speech: voiced syllables with a moving pitch and
//! formants, in sentences with pauses. The pauses carry room noise, so that nothing on
//! the way takes them for silence and stops sending.

use std::f32::consts::TAU;
use std::sync::LazyLock;

use super::g711;

/// Samples a second.
const RATE: f32 = 8_000.0;
/// Samples in one packet: 20 ms.
pub(crate) const SAMPLES_PER_PACKET: u32 = 160;
/// Bytes of one packet: a byte a sample.
const PACKET_LENGTH: usize = SAMPLES_PER_PACKET as usize;
/// Loudest sample of the whole, in dB relative to full scale.
const PEAK_DBFS: f32 = -6.0;
/// Room noise, relative to the voice's peak.
const NOISE: f32 = 0.003;
/// One round of the sound, in packets: 4 s.
const PACKETS: usize = 200;

/// First and second formant in Hz of a few vowels (Peterson & Barney, 1952, men).
const VOWELS: [(f32, f32); 6] = [
    (730.0, 1_090.0),
    (530.0, 1_840.0),
    (270.0, 2_290.0),
    (570.0, 840.0),
    (300.0, 870.0),
    (660.0, 1_720.0),
];

/// A packet of the pause after a sentence.
const PAUSE: usize = 87;

/// The payload of the `n`th packet of endless speech, µ-law.
pub(crate) fn packet(n: usize) -> &'static [u8] {
    let start = n % PACKETS * PACKET_LENGTH;
    &SPEECH[start..start + PACKET_LENGTH]
}

/// The payload of a packet in which nobody speaks, µ-law.
pub(crate) fn pause() -> &'static [u8] {
    packet(PAUSE)
}

static SPEECH: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let samples = synthesise();
    let loudest = samples.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
    let gain = 10_f32.powf(PEAK_DBFS / 20.0) * f32::from(i16::MAX) / loudest;
    samples.iter().map(|sample| g711::encode(to_i16(sample * gain))).collect()
});

#[expect(clippy::cast_possible_truncation, reason = "clamped to the range of an i16")]
fn to_i16(sample: f32) -> i16 {
    sample.clamp(f32::from(i16::MIN), f32::from(i16::MAX)) as i16
}

#[expect(clippy::cast_precision_loss, reason = "sample numbers stay far below 2^23")]
fn synthesise() -> Vec<f32> {
    let mut phase = 0.0_f32;
    let mut throat = [Resonator::default(), Resonator::default()];
    let mut noise = 0x2545_F491_u32;
    (0..PACKETS * PACKET_LENGTH)
        .map(|n| {
            let seconds = n as f32 / RATE;
            let syllable = seconds * 4.0;
            // Two sentences of six syllables, each followed by half a second of pause.
            let speaking = syllable % 8.0 < 6.0;
            let loudness =
                if speaking { (syllable.fract() * std::f32::consts::PI).sin() } else { 0.0 };
            let pitch = 118.0 + 14.0 * (seconds * 2.1).sin() - 9.0 * syllable.fract();
            phase = (phase + pitch / RATE).fract();
            // The vocal folds: a pulse that opens slowly and closes at once.
            let pulse = if phase < 0.6 { (phase / 0.6 * TAU / 2.0).sin() - 0.38 } else { -0.38 };
            let (first, second) = VOWELS[(n * 4 / 8_000) % VOWELS.len()];
            let voice =
                throat[0].filter(pulse, first, 90.0) + 0.5 * throat[1].filter(pulse, second, 120.0);
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let room = ((noise >> 16) as f32 / 32_768.0 - 1.0) * NOISE;
            loudness * voice + room
        })
        .collect()
}

/// A two-pole resonator, normalised so that its gain does not depend on its frequency.
#[derive(Default)]
struct Resonator {
    last: [f32; 2],
}

impl Resonator {
    fn filter(&mut self, input: f32, centre_hz: f32, width_hz: f32) -> f32 {
        let radius = (-TAU / 2.0 * width_hz / RATE).exp();
        let angle = TAU * centre_hz / RATE;
        let output = (1.0 - radius) * input + 2.0 * radius * angle.cos() * self.last[0]
            - radius * radius * self.last[1];
        self.last = [output, self.last[0]];
        output
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loudest(payload: &[u8]) -> i16 {
        payload.iter().map(|byte| g711::decode(*byte).abs()).fold(0, i16::max)
    }

    #[test]
    fn speech_is_loud_enough_to_be_heard_and_never_digitally_silent() {
        for n in 0..PACKETS {
            assert_eq!(packet(n).len(), PACKET_LENGTH);
            assert!(loudest(packet(n)) > 0, "a packet of silence");
        }
        let loudest = (0..PACKETS).map(|n| loudest(packet(n))).fold(0, i16::max);
        assert!((15_000..18_000).contains(&loudest), "peak {loudest} is not -6 dBFS");
    }

    #[test]
    fn in_a_pause_nobody_speaks() {
        assert!((1..1_000).contains(&loudest(pause())), "{}", loudest(pause()));
    }
}
