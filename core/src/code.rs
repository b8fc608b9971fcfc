//! Codes of the Voice SDK's errors that are told apart by name.
//!
//! All codes: <https://www.twilio.com/docs/api/errors>.

/// `AuthorizationErrors.AccessTokenExpired`: the voice token has ended.
pub const TOKEN_EXPIRED: u32 = 20104;

/// `GeneralErrors.ConnectionError`: the signalling socket could not be opened, or broke.
pub const CONNECTION_ERROR: u32 = 31005;

/// What a refused microphone was called before [`PERMISSION_DENIED`]; `Call` knows both.
pub const PERMISSION_DENIED_BEFORE: u32 = 31208;

/// `UserMediaErrors.PermissionDeniedError`: the microphone may not be used.
pub const PERMISSION_DENIED: u32 = 31401;

/// `UserMediaErrors.AcquisitionFailedError`: there is no microphone, or another program holds it.
pub const ACQUISITION_FAILED: u32 = 31402;

/// `ClientErrors.NotFound`: there is no such call any more, as far as whoever asks is concerned.
pub const NOT_FOUND: u32 = 31404;

/// `ClientErrors.TemporarilyUnavailable`: whoever is called can't be reached.
pub const TEMPORARILY_UNAVAILABLE: u32 = 31480;

/// `ClientErrors.BusyHere`: whoever is called is in another call.
pub const BUSY: u32 = 31486;

/// `SIPServerErrors.Decline`: whoever is called does not want to.
pub const DECLINED: u32 = 31603;

/// `SignalingErrors.ConnectionDisconnected`: a call has lost the signalling socket.
pub const SIGNALLING_LOST: u32 = 53001;

/// `MediaErrors.ConnectionError`: a call has lost its media.
pub const MEDIA_LOST: u32 = 53405;
