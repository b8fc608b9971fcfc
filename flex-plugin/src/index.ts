import { loadPlugin } from "@twilio/flex-plugin";

import VoiceClientPlugin from "./VoiceClientPlugin";

loadPlugin(VoiceClientPlugin);
