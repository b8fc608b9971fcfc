//! G.711 µ-law (ITU-T G.711), the codec of the telephone network: RTP payload type 0 (PCMU).

/// Added before the segment is looked for, so that the segments' bounds are powers of two.
const BIAS: i16 = 0x84;
/// The loudest magnitude that a µ-law byte can carry.
const CLIP: i16 = 32_635;

/// Encodes one 16-bit sample.
pub(crate) fn encode(sample: i16) -> u8 {
    let sign = if sample < 0 { 0x80 } else { 0 };
    let magnitude = sample.saturating_abs().min(CLIP) + BIAS;
    // The bias sets bit 7 or a higher one: the segment is 0 to 7.
    let segment = 8 - magnitude.leading_zeros();
    let mantissa = (magnitude >> (segment + 3)) & 0x0F;
    !(sign | u8::try_from(segment << 4).unwrap_or(0x70) | u8::try_from(mantissa).unwrap_or(0x0F))
}

/// Decodes one byte to a 16-bit sample.
pub(crate) fn decode(byte: u8) -> i16 {
    let bits = !byte;
    let segment = (bits >> 4) & 0x07;
    let mantissa = i16::from(bits & 0x0F);
    let magnitude = (((mantissa << 3) + BIAS) << segment) - BIAS;
    if bits & 0x80 == 0 { magnitude } else { -magnitude }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_stays_silent() {
        assert_eq!(decode(0xFF), 0);
        assert_eq!(encode(0), 0xFF);
    }

    #[test]
    fn every_byte_comes_back_as_itself() {
        for byte in 0..=u8::MAX {
            // 0x7F is "minus zero", which has no sample of its own.
            if byte != 0x7F {
                assert_eq!(encode(decode(byte)), byte, "{byte:#x}");
            }
        }
    }

    #[test]
    fn samples_come_back_within_the_step_of_their_segment() {
        for sample in (i16::MIN..=i16::MAX).step_by(7) {
            let error = i32::from(decode(encode(sample))) - i32::from(sample);
            let allowed = i32::from(sample).abs() / 16 + 8;
            assert!(error.abs() <= allowed, "{sample}: off by {error}");
        }
    }
}
