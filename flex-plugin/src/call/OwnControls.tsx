// Buttons for a call that Flex's own controls do not know of.

import * as React from "react";
import type { ITask } from "@twilio/flex-ui";
import {
  Actions,
  Button,
  CallCanvasActions,
  ConnectingOutboundCallCanvas,
  IconButton,
  TaskCanvasHeader,
  TaskHelper,
  TaskListButtons,
} from "@twilio/flex-ui";

import type { Extension } from "../extension/Extension";
import type { Readable } from "../store";
import type { Texts } from "../strings/strings";
import { useReadable } from "../useReadable";
import type { Voice } from "../voice";
import { hasOwnCall } from "../flex";
import { carriesTask, flexHasCall } from "./carries";
import type { OwnControls } from "./controls";

interface Shared {
  readonly controls: Readable<OwnControls>;
  readonly voice: Readable<Voice>;
  readonly extension: Extension;
  readonly texts: Texts;
}

/** What Flex gives to everything in a task's canvas or in its place in the list. */
interface Given {
  readonly task?: ITask;
}

/** Adds the buttons; each is there only where Flex's own does not work. */
export function addOwnControls(shared: Shared): void {
  const { controls } = shared;
  const among = (...some: OwnControls[]) => ({
    if: ({ task }: Given) => some.includes(controls.get()) && isUnknownToFlex(task),
  });
  // A call out has no canvas yet, and can't be wrapped up.
  const calling = {
    if: ({ task }: Given) => hangUp.if({ task }) && !TaskHelper.isLiveCall(task as ITask),
  };
  const all = among("all");
  const hangUp = among("hangUp", "all");
  const end = among("end", "hangUp", "all");
  const canvas = CallCanvasActions.Content;

  for (const key of ["toggleMute", "directory", "dialpad", "hangup"]) canvas.remove(key, hangUp);
  canvas.add(<Mute key="voice-client-mute" {...shared} />, all);
  canvas.add(<Transfer key="voice-client-transfer" {...shared} />, hangUp);
  canvas.add(<Dialpad key="voice-client-dialpad" {...shared} />, hangUp);
  canvas.add(<HangUp key="voice-client-hang-up" large {...shared} />, hangUp);
  TaskListButtons.Content.add(<HangUp key="voice-client-hang-up" {...shared} />, hangUp);
  ConnectingOutboundCallCanvas.Content.add(
    <HangUp key="voice-client-hang-up" large {...shared} />,
    calling,
  );
  TaskCanvasHeader.Content.remove("actions", end);
  TaskCanvasHeader.Content.add(<End key="voice-client-end" {...shared} />, end);

  // Flex asks `if` only when it draws one of these anyway.
  canvas.addWrapper(drawnAnewOn(controls));
  TaskListButtons.Content.addWrapper(drawnAnewOn(controls));
  ConnectingOutboundCallCanvas.Content.addWrapper(drawnAnewOn(controls));
  TaskCanvasHeader.Content.addWrapper(drawnAnewOn(controls));
}

/** Whether the task has a call that Flex does not know of. */
function isUnknownToFlex(task: ITask | undefined): boolean {
  return task !== undefined && hasOwnCall(task) && !flexHasCall();
}

/** Lets Flex draw a component anew when other controls are needed in it. */
function drawnAnewOn(controls: Readable<OwnControls>) {
  return function wrap<P extends object>(Original: React.ComponentType<P>) {
    return function DrawnAnew(props: P): JSX.Element {
      const drawnFor = useReadable(controls);
      return <Original {...props} {...{ "data-voice-client-controls": drawnFor }} />;
    };
  };
}

function Mute({ voice, extension, texts }: Shared & Given): JSX.Element | null {
  const now = useReadable(voice);
  if (now.is !== "onCall") return null;
  const { muted } = now.call;
  const title = texts(muted ? "VoiceClientUnmute" : "VoiceClientMute");
  return (
    <IconButton
      icon={muted ? "MuteLargeBold" : "MuteLarge"}
      variant="secondary"
      title={title}
      aria-label={title}
      aria-pressed={muted}
      data-testid="voice-client-mute"
      onClick={() => extension.setMuted(!muted)}
    />
  );
}

/** Opens and closes Flex's own directory. */
function Transfer({ texts, task }: Shared & Given): JSX.Element {
  const title = texts("VoiceClientTransfer");
  return (
    <IconButton
      icon="TransferLarge"
      variant="secondary"
      title={title}
      aria-label={title}
      disabled={!task || !TaskHelper.canTransfer(task)}
      data-testid="voice-client-transfer"
      onClick={() => void Actions.invokeAction("ShowDirectory", { task })}
    />
  );
}

/** Opens and closes Flex's own dialpad. */
function Dialpad({ texts, task }: Shared & Given): JSX.Element {
  const title = texts("VoiceClientDialpad");
  return (
    <IconButton
      icon="DialpadLarge"
      variant="secondary"
      title={title}
      aria-label={title}
      data-testid="voice-client-dialpad"
      onClick={() => void Actions.invokeAction("ToggleDTMFDialpad", { task })}
    />
  );
}

function HangUp({ texts, task, large }: Shared & Given & { large?: boolean }): JSX.Element {
  const title = texts("VoiceClientHangUp");
  return (
    <IconButton
      icon={large ? "HangupLarge" : "Hangup"}
      variant="destructive"
      title={title}
      aria-label={title}
      data-testid={large ? "voice-client-hang-up" : "voice-client-hang-up-task"}
      onClick={(event: React.MouseEvent) => {
        // The task's place in the list is a button too.
        event.stopPropagation();
        void Actions.invokeAction("HangupCall", { task });
      }}
    />
  );
}

function End({ voice, extension, texts, task }: Shared & Given): JSX.Element {
  const end = () => {
    const isCarried = carriesTask({ voice, extension }, task);
    void Actions.invokeAction(isCarried ? "HangupCall" : "WrapupTask", { task });
  };
  return (
    <Button variant="destructive" size="medium" data-testid="voice-client-end-task" onClick={end}>
      {texts("VoiceClientHangUp")}
    </Button>
  );
}
