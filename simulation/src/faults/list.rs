//! The faults.

use voice_client_core::leg::SdkEvent;
use voice_client_core::{Intent, Microphone, VoiceEvent};

use crate::{Delivery, Function, World};

use super::state::Scene;
use super::state::State::{
    self, Connecting, Ending, FetchingToken, Muted, OnCall, Ready, Reconnecting, Registering,
    Ringing, WaitingForFlex,
};
use super::{Exception, Fault, PATIENCE};
use Exception::{CallIsLost, Impossible, NotHeld};

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;

/// How long a tab takes from one document to the next, at least.
const RELOAD: u64 = 500;

/// Nobody hears anybody, or nobody does any more.
const NO_CALL: &[State] = &[WaitingForFlex, FetchingToken, Registering, Ready];
/// Agent and customer hear each other, or have.
pub(super) const HEARD: &[State] = &[OnCall, Muted, Reconnecting];
/// There is a call, and the agent wants it.
const CALL: &[State] = &[Ringing, Connecting, OnCall, Muted, Reconnecting];
/// A call comes, and is not heard yet.
const COMING: &[State] = &[Ringing, Connecting];

const NO_TAB: (&[State], Exception) = (&[WaitingForFlex], Impossible("There is no Flex tab."));
const NO_SDK_CALL: (&[State], Exception) = (
    &[WaitingForFlex, FetchingToken, Registering, Ready, Ringing],
    Impossible("There is no call that the SDK could have an error with."),
);
const SDK_GIVES_UP: (&[State], Exception) = (
    HEARD,
    CallIsLost(
        "Twilio keeps a call whose agent's side has no signalling for 30 s at most, and tells \
         nobody of its end; the client gives it up then. The agent sees that the call was lost, and \
         is ready again.",
    ),
);

const NOT_CONNECTED: (&[State], Exception) = (
    COMING,
    CallIsLost(
        "A call that can't be connected within a minute is given up. The agent sees that it failed, \
         and is ready again.",
    ),
);
const NOT_KEPT: (&[State], Exception) = (
    &[Ringing],
    CallIsLost(
        "What it takes to answer a call that no document has yet is not on disk: the caller goes on \
         ringing until Twilio tries elsewhere.",
    ),
);
const TOKENS_HAVE_ENDED: (&[State], Exception) = (
    &[Ringing],
    NotHeld(
        "By a clock that is ten hours ahead the tokens have ended, and a call that rings can't be \
         answered with one. The agent is ready again.",
    ),
);

/// A fault that does nothing, for the table below to say what is different.
const NOTHING: Fault = Fault {
    group: "",
    name: "",
    lasts: 0,
    lag: 0,
    within: PATIENCE,
    kills_document: false,
    prepare: |_| {},
    begin: |_| {},
    end: |_| {},
    except: &[],
    journeys: &[],
};

/// The groups of faults that take away nothing that a call is taken up with.
pub(super) const WITHOUT_CONSEQUENCE: [&str; 3] =
    ["Chrome and the extension", "The Flex tab", "Calls"];
const CHROME: Fault = Fault { group: WITHOUT_CONSEQUENCE[0], ..NOTHING };
const MESSAGES: Fault = Fault { group: "Messages between the contexts", ..NOTHING };
const FLEX: Fault = Fault { group: WITHOUT_CONSEQUENCE[1], except: &[NO_TAB], ..NOTHING };
const NETWORK: Fault = Fault {
    group: "The network",
    end: |scene| {
        scene.world.restore_network();
        scene.world.restore_media();
    },
    ..NOTHING
};
const TOKENS: Fault = Fault { group: "Tokens", except: &[NO_TAB], ..NOTHING };
const FUNCTION: Fault = Fault {
    group: "The token Function, asked for a minute",
    lasts: MINUTE,
    end: |scene| scene.world.function = Function::Well,
    ..NOTHING
};
const DEVICE_ERROR: Fault = Fault { group: "Errors of the worker's `Device`", ..NOTHING };
const CALL_ERROR: Fault = Fault {
    group: "Errors of the call's `Device` that it recovers from",
    lasts: 3 * SECOND,
    end: |scene| scene.world.sdk_says(SdkEvent::Reconnected),
    except: &[NO_SDK_CALL],
    ..NOTHING
};
const MICROPHONE: Fault = Fault {
    group: "The microphone",
    lasts: 10 * SECOND,
    end: |scene| {
        scene.world.set_microphone(Microphone::Granted);
        scene.world.plug(&["Built-in", "Headset"]);
        scene.world.occupy_microphone(false);
    },
    ..NOTHING
};
const CALLS: Fault = Fault { group: WITHOUT_CONSEQUENCE[2], ..NOTHING };
const CLOCK: Fault = Fault { group: "The computer and its clock", ..NOTHING };

const TRAPS: &str = "traps.spec.ts";
const SURVIVAL: &str = "survival.spec.ts";
const BAD_INPUT: &str = "bad-input.spec.ts";
const NETWORK_SPEC: &str = "network.spec.ts";
const CALLS_SPEC: &str = "calls.spec.ts";
const RESCUE: &[(&str, &str)] = &[
    (SURVIVAL, "a call is taken up again when "),
    (SURVIVAL, "a muted call stays muted when "),
    (SURVIVAL, "a call that ends when "),
    (SURVIVAL, "while a call can not be taken up it is shown as reconnecting"),
];
const UNWELL: &str = "a Function that answers ";
const NO_MICROPHONE: &str = "Without a microphone nobody can be answered: the call is not taken. The \
                          agent sees what is wrong with the microphone.";

/// All of them.
pub static FAULTS: &[Fault] = &[
    Fault {
        name: "the worker is killed",
        within: SECOND,
        begin: |scene| scene.world.kill_worker(),
        journeys: &[
            (SURVIVAL, "a call outlives the worker, and everything works again at once"),
            (SURVIVAL, "a muted call stays muted when the worker is killed"),
            (SURVIVAL, "idle, a killed worker registers again by itself at once"),
        ],
        ..CHROME
    },
    Fault {
        name: "the worker is killed once a second, ten times",
        begin: |scene| {
            for _ in 0..10 {
                scene.world.kill_worker();
                scene.world.seconds(1);
            }
        },
        journeys: &[(
            SURVIVAL,
            "a worker that is killed again and again answers and hangs up all the same",
        )],
        ..CHROME
    },
    Fault {
        name: "the worker is killed, and the agent mutes at once",
        begin: |scene| {
            scene.world.kill_worker();
            scene.is_muted = true;
            scene.world.wants(Intent::SetMuted { muted: true });
        },
        except: &[(NO_CALL, Impossible("There is no call."))],
        journeys: &[(SURVIVAL, "a muted call stays muted when the worker is killed")],
        ..CHROME
    },
    Fault {
        name: "the worker is killed, and the agent hangs up at once",
        within: SECOND,
        begin: |scene| {
            scene.world.kill_worker();
            scene.is_ended = true;
            scene.world.wants(Intent::HangUp);
        },
        except: &[(NO_CALL, Impossible("There is no call."))],
        journeys: &[(
            SURVIVAL,
            "a worker that is killed again and again answers and hangs up all the same",
        )],
        ..CHROME
    },
    Fault {
        name: "the offscreen document crashes or is closed",
        within: 5 * SECOND,
        kills_document: true,
        begin: |scene| scene.world.crash_offscreen(),
        journeys: RESCUE,
        ..CHROME
    },
    Fault {
        name: "worker and offscreen document die together",
        within: 5 * SECOND,
        kills_document: true,
        begin: |scene| {
            scene.world.crash_offscreen();
            scene.world.kill_worker();
        },
        journeys: RESCUE,
        ..CHROME
    },
    Fault {
        name: "the wasm traps twice; the second time it pauses for 1 s before it is made anew",
        lasts: SECOND,
        begin: |scene| {
            // A new instance begins as a new worker does.
            scene.world.kill_worker();
            scene.world.trap_worker();
        },
        end: |scene| scene.world.kill_worker(),
        journeys: &[
            (TRAPS, "a worker whose wasm has trapped takes the next call"),
            (TRAPS, "a call outlives a trap in the worker"),
        ],
        ..CHROME
    },
    Fault {
        name: "storage fails for 10 s, and the worker is killed meanwhile",
        lasts: 5 * SECOND,
        begin: |scene| {
            scene.world.fail_storage(true);
            scene.world.seconds(5);
            scene.world.kill_worker();
        },
        end: |scene| scene.world.fail_storage(false),
        ..CHROME
    },
    Fault {
        name: "the saved state can't be read",
        begin: |scene| {
            scene.world.corrupt_storage("\u{1}\u{2}\u{3}");
            scene.world.kill_worker();
        },
        except: &[NOT_KEPT],
        ..CHROME
    },
    Fault {
        name: "the extension is updated or reloaded",
        within: 5 * SECOND,
        kills_document: true,
        begin: |scene| scene.world.update_extension(),
        except: &[NOT_KEPT],
        journeys: &[
            ("update.spec.ts", "an update leaves a plugin of protocol"),
            (
                "flex-extension.spec.ts",
                "an extension that is reloaded while idle is ready again by itself",
            ),
            ("flex-extension.spec.ts", "a call outlives the reload of the extension"),
        ],
        ..CHROME
    },
    Fault {
        name: "the whole extension crashes, and is started again 5 s later",
        lasts: 5 * SECOND,
        lag: 6 * SECOND,
        within: 5 * SECOND,
        kills_document: true,
        begin: |scene| scene.world.crash_extension(),
        end: |scene| scene.world.start_extension(),
        except: &[NOT_KEPT],
        journeys: RESCUE,
        ..CHROME
    },
    Fault {
        name: "Chrome has an update of the extension",
        within: 5 * SECOND,
        begin: |scene| scene.world.offer_update(),
        ..CHROME
    },
    Fault {
        name: "the browser is closed, and started again with Flex 5 s later",
        lasts: 5 * SECOND,
        within: 5 * SECOND,
        kills_document: true,
        begin: close_browser,
        end: |scene| scene.world.start_browser(),
        except: &[NOT_KEPT],
        journeys: &[("survival.spec.ts", "a call outlives the browser")],
        ..CHROME
    },
    Fault {
        name: "the browser is closed, and started again 40 s later",
        lasts: 40 * SECOND,
        kills_document: true,
        begin: close_browser,
        end: |scene| scene.world.start_browser(),
        except: &[
            NOT_KEPT,
            (
                HEARD,
                CallIsLost(
                    "A browser that is closed for long takes the call with it: Twilio ends it 30 s \
                     later. The agent finds Flex as after any other end of a call.",
                ),
            ),
        ],
        ..CHROME
    },
    Fault {
        name: "every message arrives twice for 10 s",
        lasts: 10 * SECOND,
        begin: |scene| deliver_and_mute(scene, Delivery::Twice),
        end: prompt_again,
        ..MESSAGES
    },
    Fault {
        name: "every message is 2 s late for 10 s",
        lasts: 10 * SECOND,
        lag: 5 * SECOND,
        begin: |scene| deliver_and_mute(scene, Delivery::Late),
        end: prompt_again,
        ..MESSAGES
    },
    Fault {
        name: "messages of different Ports overtake each other for 10 s",
        lasts: 10 * SECOND,
        lag: 2 * SECOND,
        begin: |scene| deliver_and_mute(scene, Delivery::Reordered),
        end: prompt_again,
        ..MESSAGES
    },
    Fault {
        name: "messages are lost for 3 s, and the Ports close and open again",
        lasts: 3 * SECOND,
        lag: 4 * SECOND,
        begin: |scene| deliver_and_mute(scene, Delivery::Lost),
        end: prompt_again,
        ..MESSAGES
    },
    Fault {
        name: "a page says a thousand things at once",
        begin: |scene| {
            if let Some(tab) = scene.tab {
                scene.world.flood(tab, 250);
            }
        },
        except: &[NO_TAB],
        journeys: &[
            (BAD_INPUT, "a flood from the page does not keep a person from hanging up"),
            (BAD_INPUT, "nonsense from the page does nothing before the client is configured"),
            (BAD_INPUT, "nonsense from the page does nothing to a call"),
        ],
        ..MESSAGES
    },
    Fault {
        name: "it is refreshed",
        begin: |scene| with_tab(scene, |world, tab| world.refresh_flex(tab, RELOAD)),
        journeys: &[
            (SURVIVAL, "a call outlives a refresh, three times over"),
            (
                "flex-calls.spec.ts",
                "a call that is accepted in Flex outlives three refreshes, and hold and mute",
            ),
        ],
        ..FLEX
    },
    Fault {
        name: "it is closed; another is opened 10 s later",
        lasts: 10 * SECOND,
        begin: close_flex,
        ..FLEX
    },
    Fault {
        name: "it crashes, and is loaded anew 10 s later",
        lasts: 10 * SECOND,
        begin: |scene| with_tab(scene, World::crash_flex),
        end: |scene| with_tab(scene, |world, tab| world.refresh_flex(tab, RELOAD)),
        ..FLEX
    },
    Fault {
        name: "it goes to another page, and back a minute later",
        lasts: MINUTE,
        begin: |scene| with_tab(scene, World::leave_flex),
        end: |scene| with_tab(scene, |world, tab| world.refresh_flex(tab, RELOAD)),
        journeys: &[(
            "update.spec.ts",
            "another page in the same tab is not taken for the one that was accepted",
        )],
        ..FLEX
    },
    Fault {
        name: "all are closed for half an hour",
        lasts: 30 * MINUTE,
        begin: close_flex,
        journeys: &[(
            SURVIVAL,
            "a call outlives the closing of every Flex tab, and a new one can hang",
        )],
        ..FLEX
    },
    Fault {
        name: "all are closed for two hours, beyond the Flex token's end",
        lasts: 2 * HOUR,
        begin: close_flex,
        ..FLEX
    },
    Fault {
        name: "the signalling socket is lost for 1 s",
        lasts: SECOND,
        within: 2 * SECOND,
        begin: |scene| scene.world.lose_network(),
        journeys: &[(SURVIVAL, "a call outlives the loss of its signalling")],
        ..NETWORK
    },
    Fault {
        name: "the signalling socket is lost for 5 s",
        lasts: 5 * SECOND,
        within: 2 * SECOND,
        begin: |scene| scene.world.lose_network(),
        ..NETWORK
    },
    Fault {
        name: "the signalling socket is lost for 20 s",
        lasts: 20 * SECOND,
        within: 2 * SECOND,
        begin: |scene| scene.world.lose_network(),
        journeys: &[(NETWORK_SPEC, "a call outlives 20 s without signalling")],
        ..NETWORK
    },
    Fault {
        name: "the signalling socket is lost for 60 s",
        lasts: MINUTE,
        within: 2 * SECOND,
        begin: |scene| scene.world.lose_network(),
        except: &[SDK_GIVES_UP, NOT_CONNECTED],
        ..NETWORK
    },
    Fault {
        name: "signalling is refused with 503 for 30 s",
        lasts: 30 * SECOND,
        begin: |scene| scene.world.refuse_signalling(),
        end: |scene| scene.world.welcome_devices(),
        journeys: &[(
            BAD_INPUT,
            "voice signalling that is refused is a clear state, until it is well again",
        )],
        ..NETWORK
    },
    Fault {
        name: "the media path is cut for 1 s",
        lasts: SECOND,
        begin: |scene| scene.world.cut_media(),
        ..NETWORK
    },
    Fault {
        name: "the media path is cut for 5 s",
        lasts: 5 * SECOND,
        begin: |scene| scene.world.cut_media(),
        journeys: &[(NETWORK_SPEC, "a call whose ICE gathering takes too long goes on")],
        ..NETWORK
    },
    Fault {
        name: "the media path is cut for 15 s",
        lasts: 15 * SECOND,
        begin: |scene| scene.world.cut_media(),
        ..NETWORK
    },
    Fault {
        name: "the media path is cut for 90 s",
        lasts: 90 * SECOND,
        begin: |scene| scene.world.cut_media(),
        journeys: &[(NETWORK_SPEC, "a call whose media are cut for longer than the SDK waits")],
        ..NETWORK
    },
    Fault {
        name: "the network's address changes: all connections anew within 2 s",
        lasts: 2 * SECOND,
        begin: |scene| {
            scene.world.cut_media();
            scene.world.lose_network();
        },
        ..NETWORK
    },
    Fault {
        name: "all is offline for 20 s",
        lasts: 20 * SECOND,
        within: 2 * SECOND,
        begin: offline,
        end: online,
        ..NETWORK
    },
    Fault {
        name: "all is offline for 5 min",
        lasts: 5 * MINUTE,
        within: 2 * SECOND,
        begin: offline,
        end: online,
        except: &[SDK_GIVES_UP, NOT_CONNECTED],
        journeys: &[(NETWORK_SPEC, "a computer that was offline for long")],
        ..NETWORK
    },
    Fault {
        name: "the voice token ends, because the Function fails for 2 min",
        lasts: 2 * MINUTE,
        begin: |scene| {
            scene.world.voice_token_life = 60;
            renew_flex_token(scene);
            scene.world.millis(300);
            scene.world.function = Function::Status(500);
        },
        end: |scene| {
            scene.world.voice_token_life = 3_600;
            scene.world.function = Function::Well;
        },
        journeys: &[
            ("setup.spec.ts", "a voice token is renewed before it ends"),
            (BAD_INPUT, "Twilio calling the voice token "),
        ],
        ..TOKENS
    },
    Fault {
        name: "Twilio refuses every voice token for 10 s (revoked)",
        lasts: 10 * SECOND,
        begin: |scene| scene.world.refuse_voice_tokens(20101),
        end: |scene| scene.world.welcome_devices(),
        journeys: &[(BAD_INPUT, "Twilio calling the voice token ")],
        ..TOKENS
    },
    Fault {
        name: "the Function gives a token of another identity",
        begin: |scene| {
            scene.world.rename_agent("ext_another_40example_2Ecom");
            renew_flex_token(scene);
        },
        ..TOKENS
    },
    Fault {
        name: "the Flex token ends, and is renewed 20 s late",
        lasts: 24 * SECOND,
        prepare: |world| world.flex_token_life = 4 * SECOND,
        begin: |scene| flex_renews(scene, false),
        end: |scene| flex_renews(scene, true),
        ..TOKENS
    },
    Fault {
        name: "the Flex token ends, and is not renewed for 30 min",
        lasts: 30 * MINUTE,
        prepare: |world| world.flex_token_life = 4 * SECOND,
        begin: |scene| flex_renews(scene, false),
        end: |scene| flex_renews(scene, true),
        journeys: &[(SURVIVAL, "a call outlives the end of the Flex token")],
        ..TOKENS
    },
    Fault {
        name: "401",
        begin: |scene| function_is(scene, Function::Status(401)),
        journeys: &[(BAD_INPUT, UNWELL)],
        ..FUNCTION
    },
    Fault {
        name: "403",
        begin: |scene| function_is(scene, Function::Status(403)),
        journeys: &[
            (BAD_INPUT, UNWELL),
            (BAD_INPUT, "a Function that refuses the Flex token is not hammered"),
        ],
        ..FUNCTION
    },
    Fault {
        name: "429",
        begin: |scene| function_is(scene, Function::Status(429)),
        journeys: &[(BAD_INPUT, UNWELL)],
        ..FUNCTION
    },
    Fault {
        name: "500",
        begin: |scene| function_is(scene, Function::Status(500)),
        journeys: &[(BAD_INPUT, UNWELL)],
        ..FUNCTION
    },
    Fault { name: "503", begin: |scene| function_is(scene, Function::Status(503)), ..FUNCTION },
    Fault {
        name: "HTML, `{}`, half an answer, a token for nobody",
        begin: |scene| function_is(scene, Function::Garbled),
        journeys: &[(BAD_INPUT, UNWELL)],
        ..FUNCTION
    },
    Fault {
        name: "well, after 10 s",
        begin: |scene| function_is(scene, Function::Slow(10_000)),
        ..FUNCTION
    },
    Fault {
        name: "nothing at all",
        begin: |scene| function_is(scene, Function::Silent),
        journeys: &[(
            BAD_INPUT,
            "a Function that does not answer is a clear state, until it is well again",
        )],
        ..FUNCTION
    },
    Fault {
        name: "no connection",
        begin: |scene| function_is(scene, Function::Unreachable),
        ..FUNCTION
    },
    Fault {
        name: "20104, 31204: the voice token",
        begin: |scene| device_fails(scene, 20104),
        journeys: &[(BAD_INPUT, "Twilio calling the voice token ")],
        ..DEVICE_ERROR
    },
    Fault {
        name: "31005, 53000: the network, which is back 1 s later",
        lasts: SECOND,
        begin: |scene| {
            device_fails(scene, 31005);
            scene.world.refuse_signalling();
        },
        end: |scene| scene.world.welcome_devices(),
        ..DEVICE_ERROR
    },
    Fault {
        name: "31402: the microphone",
        begin: |scene| device_fails(scene, 31402),
        ..DEVICE_ERROR
    },
    Fault { name: "31480: the call", begin: |scene| device_fails(scene, 31480), ..DEVICE_ERROR },
    Fault { name: "31100: any other", begin: |scene| device_fails(scene, 31100), ..DEVICE_ERROR },
    Fault { name: "53001: signalling", begin: |scene| call_fails(scene, 53001), ..CALL_ERROR },
    Fault { name: "53405: media", begin: |scene| call_fails(scene, 53405), ..CALL_ERROR },
    Fault { name: "20104: the token", begin: |scene| call_fails(scene, 20104), ..CALL_ERROR },
    Fault { name: "31003: the network", begin: |scene| call_fails(scene, 31003), ..CALL_ERROR },
    Fault {
        name: "its permission is withdrawn for 10 s",
        begin: |scene| scene.world.set_microphone(Microphone::Denied),
        except: &[(COMING, CallIsLost(NO_MICROPHONE))],
        journeys: &[(
            "microphone.spec.ts",
            "a microphone that is taken away during a call does not end it",
        )],
        ..MICROPHONE
    },
    Fault {
        name: "there is none for 10 s",
        begin: |scene| {
            scene.world.plug(&[]);
            scene.world.set_microphone(Microphone::Missing);
        },
        except: &[(COMING, CallIsLost(NO_MICROPHONE))],
        ..MICROPHONE
    },
    Fault {
        name: "the headset is unplugged for 10 s",
        begin: |scene| scene.world.plug(&["Built-in"]),
        journeys: &[(
            "devices.spec.ts",
            "a device that is unplugged during a call is used again when it is back",
        )],
        ..MICROPHONE
    },
    Fault {
        name: "another program holds it for 10 s",
        begin: |scene| scene.world.occupy_microphone(true),
        journeys: &[("microphone.spec.ts", "after a call that another program has kept")],
        except: &[
            (COMING, CallIsLost(NO_MICROPHONE)),
            (
                &[FetchingToken, Registering, Ready, Ending],
                NotHeld(
                    "Chrome says that another program holds the microphone only when a call asks \
                     for it: until then *ready* is shown. That call is not taken, the agent sees \
                     why, and no other comes until the microphone is free.",
                ),
            ),
        ],
        ..MICROPHONE
    },
    Fault {
        name: "a second one comes, and gives up after 5 s",
        lasts: 5 * SECOND,
        begin: |scene| further_calls(scene, 1),
        journeys: &[
            (CALLS_SPEC, "a second incoming call does not touch the first"),
            (CALLS_SPEC, "a call that rings when the first ends is answered then"),
        ],
        ..CALLS
    },
    Fault {
        name: "a second and a third one come, and give up after 5 s",
        lasts: 5 * SECOND,
        begin: |scene| further_calls(scene, 2),
        ..CALLS
    },
    Fault {
        name: "the far end hangs up",
        begin: |scene| {
            if let Some(call) = scene.call.clone() {
                scene.is_ended = true;
                scene.world.customer_hangs_up(&call);
            }
        },
        except: &[(NO_CALL, Impossible("There is no call."))],
        journeys: &[
            (CALLS_SPEC, "when the caller hangs up, the next call can come"),
            (CALLS_SPEC, "a caller who gives up leaves no call behind"),
            (SURVIVAL, "a call that ends while there is no worker is over when there is one"),
        ],
        ..CALLS
    },
    Fault {
        name: "the agent restarts the client, and agrees to end the call",
        begin: |scene| {
            scene.is_ended = true;
            scene.world.wants(Intent::Restart { end_call: true });
        },
        journeys: &[
            ("setup.spec.ts", "restart registers again"),
            ("setup.spec.ts", "restart during a call asks first"),
        ],
        ..CALLS
    },
    Fault { name: "it sleeps for 20 s", begin: |scene| scene.world.sleep(20 * SECOND), ..CLOCK },
    Fault {
        name: "it sleeps for 10 min",
        begin: |scene| scene.world.sleep(10 * MINUTE),
        except: &[(CALL, ASLEEP)],
        ..CLOCK
    },
    Fault {
        name: "it sleeps for 10 h",
        begin: |scene| scene.world.sleep(10 * HOUR),
        except: &[(CALL, ASLEEP)],
        ..CLOCK
    },
    Fault {
        name: "the clock is set forward by 10 min, and right a minute later",
        lasts: MINUTE,
        begin: |scene| scene.world.set_clock(600_000),
        end: |scene| scene.world.set_clock(-600_000),
        ..CLOCK
    },
    Fault {
        name: "the clock is set forward by 10 h, and right a minute later",
        lasts: MINUTE,
        begin: |scene| scene.world.set_clock(36_000_000),
        except: &[TOKENS_HAVE_ENDED],
        end: |scene| scene.world.set_clock(-36_000_000),
        ..CLOCK
    },
    Fault {
        name: "the clock is set back by 10 min, and stays so",
        begin: |scene| scene.world.set_clock(-600_000),
        ..CLOCK
    },
    Fault {
        name: "the clock is set back by 10 h, and stays so",
        begin: |scene| scene.world.set_clock(-36_000_000),
        ..CLOCK
    },
];

const ASLEEP: Exception = CallIsLost(
    "A computer that sleeps holds no call: Twilio ends one whose agent's side shows no sign of life \
     for 30 s. The agent sees that the call was lost, and is ready again.",
);

/// Faults that the simulation can't bring about, and why.
pub const UNTOLD: &[(&str, &str)] = &[
    (
        "the popup is closed in the middle of a click",
        "The popup holds nothing: what was clicked has \
      arrived as an absolute intent, or it has not.",
    ),
    (
        "the time zone changes",
        "The client counts milliseconds since the epoch: no zone is in them.",
    ),
    (
        "`Retry-After`",
        "The worker can't see it, and the SDK heeds it during a call only: to \
      the client it is a signalling server that refuses for longer.",
    ),
    (
        "messages that are lost in a Port that stays open, or overtake each other in it",
        "Chrome \
      delivers what is sent through a Port in its order, or closes the Port.",
    ),
    (
        "storage that is full",
        "The client keeps some kilobytes, of which a failed write is the same \
      as a full disk: see storage that fails.",
    ),
];

/// In a call the agent presses mute, or unmute, which has to arrive all the same.
fn deliver_and_mute(scene: &mut Scene, delivery: Delivery) {
    scene.world.set_delivery(delivery);
    scene.press_mute();
}

fn prompt_again(scene: &mut Scene) {
    scene.world.set_delivery(Delivery::Prompt);
}

fn with_tab(scene: &mut Scene, change: fn(&mut World, voice_client_core::TabId)) {
    if let Some(tab) = scene.tab {
        change(&mut scene.world, tab);
    }
}

fn close_flex(scene: &mut Scene) {
    if let Some(tab) = scene.tab.take() {
        scene.world.close_flex(tab);
    }
}

fn close_browser(scene: &mut Scene) {
    scene.world.close_browser();
    scene.tab = None;
}

fn offline(scene: &mut Scene) {
    scene.world.function = Function::Unreachable;
    scene.world.cut_media();
    scene.world.lose_network();
}

fn online(scene: &mut Scene) {
    scene.world.function = Function::Well;
    scene.world.come_online();
    scene.world.restore_media();
}

/// Flex renews its token, as it does once an hour: the Function is asked.
fn renew_flex_token(scene: &mut Scene) {
    let now = scene.world.now();
    if let Some(id) = scene.tab
        && let Some(token) = scene.world.tab(id).map(|tab| tab.renewed_token(now))
    {
        scene.world.page_says(id, token);
    }
}

fn flex_renews(scene: &mut Scene, renews: bool) {
    if let Some(tab) = scene.tab.and_then(|id| scene.world.tab(id)) {
        tab.renews = renews;
        tab.token_life = HOUR;
    }
    scene.world.flex_token_life = HOUR;
    if renews {
        renew_flex_token(scene);
    }
}

fn function_is(scene: &mut Scene, function: Function) {
    scene.world.function = function;
    renew_flex_token(scene);
}

fn device_fails(scene: &mut Scene, code: u32) {
    scene.world.device_says(VoiceEvent::Failed { code });
}

fn call_fails(scene: &mut Scene, code: u32) {
    scene.world.sdk_says(SdkEvent::Reconnecting { code });
    scene.world.sdk_says(SdkEvent::Failed { code });
}

fn further_calls(scene: &mut Scene, count: u32) {
    for n in 0..count {
        let call = scene.world.place_call(&format!("+1555020{n}"));
        scene.others.push(call);
    }
}
