// Buttons for a call that Flex's own controls do not know of.

import * as React from "react";
import type { ITask } from "@twilio/flex-ui";
import {
  Actions,
  Button,
  CallCanvasActions,
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
import { flexHasCall } from "./carries";
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
  const all = ({ task }: Given) => controls.get() === "all" && needed(task);
  const any = ({ task }: Given) => controls.get() !== "none" && needed(task);

  CallCanvasActions.Content.remove("toggleMute", { if: any });
  CallCanvasActions.Content.remove("hangup", { if: any });
  CallCanvasActions.Content.add(<Mute key="voice-client-mute" {...shared} />, {
    sortOrder: -1,
    if: all,
  });
  CallCanvasActions.Content.add(<HangUp key="voice-client-hang-up" large {...shared} />, {
    if: any,
  });
  TaskListButtons.Content.add(<HangUp key="voice-client-hang-up" {...shared} />, { if: any });
  TaskCanvasHeader.Content.remove("actions", { if: any });
  TaskCanvasHeader.Content.add(<End key="voice-client-end" {...shared} />, { if: any });
}

/** Whether the task has a call that Flex does not know of. */
function needed(task: ITask | undefined): boolean {
  return task !== undefined && TaskHelper.isLiveCall(task) && !flexHasCall();
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

function HangUp({ controls, texts, task, large }: Shared & Given & { large?: boolean }) {
  if (useReadable(controls) === "none") return null;
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

function End({ controls, texts, task }: Shared & Given): JSX.Element | null {
  if (useReadable(controls) === "none") return null;
  return (
    <Button
      variant="destructive"
      size="medium"
      data-testid="voice-client-end-task"
      onClick={() => void Actions.invokeAction("HangupCall", { task })}
    >
      {texts("VoiceClientHangUp")}
    </Button>
  );
}
