//! Texts that were sealed as what they are.

use serde::ser::{Error, SerializeTuple};
use serde::{Serialize, Serializer};
use voice_client_core::wire;

/// Seals a text as though it was the postcard of a state: what another build has sealed, or a fault
/// before the sealing, passes for undamaged. Nothing of a text that no postcard can be.
pub fn sealed(text: &str) -> Option<String> {
    wire::seal(&Postcard(text))
}

struct Postcard<'a>(&'a str);

impl Serialize for Postcard<'_> {
    /// The bytes of a tuple stand in a postcard as they are.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut tuple = to.serialize_tuple(self.0.chars().count())?;
        for c in self.0.chars() {
            tuple.serialize_element(&u8::try_from(c).map_err(S::Error::custom)?)?;
        }
        tuple.end()
    }
}
