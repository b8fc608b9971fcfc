import * as React from "react";
import type * as FlexUi from "@twilio/flex-ui";
import { FlexPlugin } from "@twilio/flex-plugin";

import { Availability } from "./availability/Availability";
import { hookLogout } from "./availability/hooks/Logout";
import { hookSetActivity } from "./availability/hooks/SetActivity";
import { Memory } from "./availability/Memory";
import { ownControls } from "./call/controls";
import { addOwnControls } from "./call/OwnControls";
import { Phone } from "./call/Phone";
import { ContactUri } from "./contact-uri/ContactUri";
import { wantedContactUri } from "./contact-uri/wanted";
import { DeviceMenu } from "./devices/DeviceMenu";
import { hookSendDTMFDigits } from "./dtmf/hooks/SendDTMFDigits";
import { Extension } from "./extension/Extension";
import { FlexState } from "./flex";
import { hookEndConferenceForAll } from "./hang-up/hooks/EndConferenceForAll";
import { hookHangupCall } from "./hang-up/hooks/HangupCall";
import { hookStopMonitoringCall } from "./hang-up/hooks/StopMonitoringCall";
import { hookWrapupTask } from "./hang-up/hooks/WrapupTask";
import { HangUpWithoutTask } from "./header/HangUpWithoutTask";
import { VoiceStatus } from "./header/VoiceStatus";
import { hookAcceptTask } from "./inbound/hooks/AcceptTask";
import { Notifier } from "./notifications/Notifier";
import { registerNotifications } from "./notifications/register";
import { hookStartOutboundCall } from "./outbound/hooks/StartOutboundCall";
import { PROTOCOL } from "./protocol";
import { settings } from "./settings";
import { derive } from "./store";
import { addStrings, textsOf } from "./strings/strings";
import { FlexToken } from "./token/FlexToken";
import { voiceOf } from "./voice";

/** Lets the extension carry the calls of the workers whose attributes say so. */
export default class VoiceClientPlugin extends FlexPlugin {
  constructor() {
    super("VoiceClientPlugin");
  }

  /** Called by Flex once the worker is signed in. */
  init(flex: typeof FlexUi, manager: FlexUi.Manager): void {
    const client = manager.workerClient;
    // Who is no worker takes no calls.
    if (!client) return;
    addStrings(manager);
    const texts = textsOf(manager);
    registerNotifications(settings, texts);
    const state = new FlexState(manager, client);
    const isSetUp = settings.tokenGeneratorUrl !== "";
    const enabled = derive([state.enabled], () => isSetUp && state.enabled.get());

    const extension: Extension = new Extension({
      configure: () => ({
        voiceClientTokenGeneratorUrl: settings.tokenGeneratorUrl,
        accountSid: client.accountSid,
        extensionVoiceClientPrefix: settings.prefix,
        protocol: PROTOCOL,
      }),
      flexToken: () => flexToken.message(),
    });
    const flexToken = new FlexToken(manager, client, () => extension.sendFlexToken());
    const voice = derive([enabled, extension.state], () =>
      voiceOf(enabled.get(), extension.state.get()),
    );

    const contactUri = new ContactUri(client, (attributes) =>
      wantedContactUri(attributes.contact_uri, {
        enabled: enabled.get(),
        voiceClientIdentity: extension.state.get().heartbeat?.voiceClientIdentity ?? null,
        flexIdentity: manager.user.identity,
        prefix: settings.prefix,
      }),
    );
    extension.state.subscribe(contactUri.update);
    enabled.subscribe(contactUri.update);

    const phone = new Phone(manager.store, extension);
    const isOnCall = derive([voice], () => voice.get().is === "onCall");
    const tasks = [state.hasCall, state.isOffered, state.isWrappingUp, isOnCall];
    const hasControls = derive(tasks, () => tasks.some((it) => it.get()));
    const notifier = new Notifier(flex.Notifications, voice, hasControls);
    const availability = new Availability({
      voice,
      worker: state.worker(isOnCall),
      memory: new Memory(client),
      offlineActivityName: settings.offlineActivityName,
      offlineActivitySid: manager.serviceConfiguration.taskrouter_offline_activity_sid,
      setActivity: ({ sid, name }) =>
        flex.Actions.invokeAction("SetActivity", { activitySid: sid, activityName: name }),
      onNoActivity: () => notifier.noActivity(settings.offlineActivityName),
    });

    const carrier = { voice, extension };
    hookSetActivity(availability, notifier);
    hookLogout(availability);
    hookAcceptTask({ voice, notifier });
    hookHangupCall(carrier);
    hookWrapupTask(carrier);
    hookEndConferenceForAll(carrier);
    hookStopMonitoringCall(carrier);
    hookSendDTMFDigits(carrier, (taskSid) => {
      const views = manager.store.getState().flex.view.componentViewStates;
      return views[`CallCanvasDialpad${taskSid}`]?.digits ?? "";
    });
    const listener = () => manager.store.getState().flex.phone.listener;
    hookStartOutboundCall({ voice, notifier, texts, listener });

    const controls = ownControls(phone.mode, voice, extension.state);
    addOwnControls({ controls, voice, extension, texts });
    flex.MainHeader.Content.add(
      <VoiceStatus key="voice-client-status" {...{ voice, texts }} reason={notifier.reason} />,
      { align: "end", sortOrder: -3 },
    );
    flex.MainHeader.Content.add(
      <HangUpWithoutTask
        key="voice-client-hang-up"
        hasCallTask={state.hasCallTask}
        {...{ voice, extension, texts }}
      />,
      { align: "end", sortOrder: -2 },
    );
    flex.MainHeader.Content.add(
      <DeviceMenu key="voice-client-devices" {...{ extension, texts }} />,
      { align: "end", sortOrder: -1 },
    );
    // Flex's own choice of devices is that of a page that has no call.
    const offersDevices = () => Boolean(extension.state.get().heartbeat?.devices);
    flex.MainHeader.Content.remove("device-manager", { if: offersDevices });

    voice.subscribe(() => {
      const now = voice.get();
      phone.follow(now.is === "onCall" ? now.call : null);
    });
    const follow = () => (enabled.get() ? extension.start() : extension.stop());
    enabled.subscribe(follow);
    follow();
    if (state.enabled.get() && !isSetUp) notifier.notSetUp();
    contactUri.update();
  }
}
