import * as React from "react";
import { IconButton } from "@twilio/flex-ui";

import type { Extension } from "../extension/Extension";
import type { Readable } from "../store";
import type { Texts } from "../strings/strings";
import { useReadable } from "../useReadable";
import type { Voice } from "../voice";

interface Props {
  readonly voice: Readable<Voice>;
  /** Whether the worker has the task of a call that is on, or that calls out. */
  readonly hasCallTask: Readable<boolean>;
  readonly extension: Pick<Extension, "hangUp">;
  readonly texts: Texts;
}

/** How long a call may be without its task, in ms: Flex has the one a moment later than the other. */
const TASK_COMES_MS = 3_000;

/**
 * Ends a call that no task of the worker's belongs to, for which Flex has no button: a refresh makes
 * Flex forget that a supervisor listens to a call, but it does not end that.
 */
export function HangUpWithoutTask(props: Props): JSX.Element | null {
  const { is } = useReadable(props.voice);
  const hasCallTask = useReadable(props.hasCallTask);
  const isAlone = is === "onCall" && !hasCallTask;
  const [isShown, setShown] = React.useState(false);
  React.useEffect(() => {
    setShown(false);
    if (!isAlone) return undefined;
    const timer = window.setTimeout(() => setShown(true), TASK_COMES_MS);
    return () => window.clearTimeout(timer);
  }, [isAlone]);
  if (!isAlone || !isShown) return null;
  const title = props.texts("VoiceClientHangUp");
  return (
    <IconButton
      icon="Hangup"
      variant="destructive"
      size="small"
      title={title}
      aria-label={title}
      data-testid="voice-client-hang-up-header"
      onClick={() => props.extension.hangUp()}
    />
  );
}
