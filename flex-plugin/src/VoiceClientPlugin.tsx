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
import { isOwnIdentity, wantedContactUri } from "./contact-uri/wanted";
import { DeviceMenu } from "./devices/DeviceMenu";
import { hookSendDTMFDigits } from "./dtmf/hooks/SendDTMFDigits";
import { Extension, isAway } from "./extension/Extension";
import { FlexState } from "./flex";
import { isInFrame } from "./frame";
import { hookEndConferenceForAll } from "./hang-up/hooks/EndConferenceForAll";
import { hookHangupCall } from "./hang-up/hooks/HangupCall";
import { hookStopMonitoringCall } from "./hang-up/hooks/StopMonitoringCall";
import { hookWrapupTask } from "./hang-up/hooks/WrapupTask";
import { HangUpWithoutTask } from "./header/HangUpWithoutTask";
import { VoiceStatus } from "./header/VoiceStatus";
import { hookRinging } from "./inbound/hooks/ringing";
import type { Obstacle } from "./notifications/Notifier";
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
    // Who is no worker takes no calls.
    if (!manager.workerClient) return;
    addStrings(manager);
    const texts = textsOf(manager);
    registerNotifications(settings, texts);
    const state = new FlexState(manager);
    const accountSid = manager.serviceConfiguration.account_sid;
    const inFrame = isInFrame();
    const isSetUp = settings.tokenGeneratorUrl !== "";
    const isSignedIn = () => state.identity.get() !== undefined;
    const wanted = derive([state.enabled, state.identity], () => state.enabled.get() && isSignedIn());
    const obstacle = derive([wanted], (): Obstacle | null => {
      if (!wanted.get()) return null;
      return inFrame ? "InFrame" : isSetUp ? null : "NotSetUp";
    });
    const toExtension = derive([wanted, obstacle], () => wanted.get() && obstacle.get() === null);

    const extension: Extension = new Extension({
      configure: () => ({
        voiceClientTokenGeneratorUrl: settings.tokenGeneratorUrl,
        accountSid,
        extensionVoiceClientPrefix: settings.prefix,
        protocol: PROTOCOL,
      }),
      flexToken: () => flexToken.message(),
    });
    const flexToken = new FlexToken(manager, accountSid, () => extension.sendFlexToken());
    // Where the attribute is taken away during a call, its controls stay until it is over.
    let hadCall = false;
    const whatDecides = [toExtension, state.identity, state.hasCallTask, extension.state];
    const enabled = derive(whatDecides, () => {
      const { presence, heartbeat } = extension.state.get();
      // One that is silent for a while, or gone, has it still, as long as there is a task for it.
      if (heartbeat) hadCall = Boolean(heartbeat.call);
      else if (isAway(presence) && !state.hasCallTask.get()) hadCall = false;
      return toExtension.get() || (hadCall && isSignedIn());
    });
    const identities = () => ({ flexIdentity: state.identity.get(), prefix: settings.prefix });
    const voice = derive([enabled, extension.state], () =>
      voiceOf(enabled.get(), extension.state.get(), (it) => isOwnIdentity(it, identities())),
    );

    let isPutBack = false;
    const contactUri = new ContactUri(state.attributes(), ({ contact_uri: current }) => {
      if (isPutBack) return null;
      const wantedUri = wantedContactUri(current, {
        ...identities(),
        enabled: toExtension.get(),
        voiceClientIdentity: extension.state.get().heartbeat?.voiceClientIdentity ?? null,
      });
      // The worker may have Flex in a tab as well, and either would write for ever.
      isPutBack = inFrame && typeof current === "string" && wantedUri === null;
      return wantedUri;
    });
    extension.state.subscribe(contactUri.update);
    toExtension.subscribe(contactUri.update);

    const view = () => manager.store.getState().flex.view;
    const put = (action: string) => void flex.Actions.invokeAction(action).catch(() => undefined);
    const phone = new Phone(manager.store, extension, {
      hideDialer: () => view().isOutboundDialerOpen && put("ToggleOutboundDialer"),
      hideDirectory: () => view().isDirectoryOpen && put("HideDirectory"),
    });
    const isOnCall = derive([voice], () => voice.get().is === "onCall");
    const tasks = [state.hasCall, state.isOffered, state.isWrappingUp, isOnCall];
    const hasControls = derive(tasks, () => tasks.some((it) => it.get()));
    const notifier = new Notifier(flex.Notifications, voice, hasControls, obstacle);
    const availability = new Availability({
      voice,
      worker: state.worker(isOnCall),
      memory: new Memory({
        get sid() {
          return manager.workerClient?.sid ?? "";
        },
      }),
      offlineActivityName: settings.offlineActivityName,
      offlineActivitySid: manager.serviceConfiguration.taskrouter_offline_activity_sid,
      setActivity: ({ sid, name }) =>
        flex.Actions.invokeAction("SetActivity", { activitySid: sid, activityName: name }),
      onNoActivity: () => notifier.noActivity(settings.offlineActivityName),
    });

    const carrier = { voice, extension };
    hookSetActivity(availability, notifier);
    hookLogout(availability);
    hookRinging({ voice, notifier });
    hookHangupCall(carrier);
    hookWrapupTask(carrier);
    hookEndConferenceForAll(carrier);
    hookStopMonitoringCall(carrier);
    hookSendDTMFDigits(carrier, (taskSid) => {
      return view().componentViewStates[`CallCanvasDialpad${taskSid}`]?.digits ?? "";
    });
    hookStartOutboundCall({
      voice,
      notifier,
      texts,
      listener: () => manager.store.getState().flex.phone.listener,
      isFlexVoiceDegraded: () => state.isVoiceDegraded(),
    });

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
      const isThere = now.is === "ready" || now.is === "problem" || now.is === "connecting";
      phone.follow(now.is === "onCall" ? now.call : null, isThere);
    });
    const follow = () => {
      if (enabled.get()) extension.start();
      else extension.signOut();
    };
    enabled.subscribe(follow);
    follow();
    contactUri.update();
  }
}
