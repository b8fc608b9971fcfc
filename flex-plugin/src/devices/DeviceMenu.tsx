import * as React from "react";
import type { Theme } from "@twilio/flex-ui";
import { IconButton, withTheme } from "@twilio/flex-ui";

import type { Extension } from "../extension/Extension";
import type { DeviceKind, Devices } from "../protocol";
import type { Texts } from "../strings/strings";
import { useReadable } from "../useReadable";

interface Props {
  readonly extension: Pick<Extension, "state" | "setAudioDevice">;
  readonly texts: Texts;
  readonly theme?: Theme;
}

/** What stands for the system's own choice. */
const SYSTEM = "";

/** A button that opens the choice of microphone and speaker; nothing if there is no choice. */
function DeviceMenuPlain({ extension, texts, theme }: Props): JSX.Element | null {
  const { heartbeat } = useReadable(extension.state);
  const [isOpen, setOpen] = React.useState(false);
  const place = React.useRef<HTMLDivElement>(null);
  useCloseOutside(place, isOpen, () => setOpen(false));
  const devices = heartbeat?.devices;
  if (!devices) return null;
  const title = texts("VoiceClientDevices");
  const onKeyDown = ({ key }: React.KeyboardEvent) => {
    if (!isOpen || key !== "Escape") return;
    // What has the keyboard goes with the menu.
    place.current?.querySelector("button")?.focus();
    setOpen(false);
  };
  const onBlur = ({ relatedTarget }: React.FocusEvent) => {
    // There is none where the whole window loses the keyboard.
    if (relatedTarget && !place.current?.contains(relatedTarget as Node)) setOpen(false);
  };
  return (
    <div
      ref={place}
      style={{ position: "relative", display: "flex", alignItems: "center" }}
      {...{ onKeyDown, onBlur }}
    >
      <IconButton
        icon="Volume"
        size="small"
        title={title}
        aria-label={title}
        aria-expanded={isOpen}
        aria-haspopup="dialog"
        data-testid="voice-client-devices"
        themeOverride={theme?.MainHeader?.Button}
        onClick={() => setOpen(!isOpen)}
      />
      {isOpen && (
        <div role="dialog" aria-label={title} style={panelStyle(theme)}>
          <Choice kind="input" devices={devices} extension={extension} texts={texts} />
          <Choice kind="output" devices={devices} extension={extension} texts={texts} />
        </div>
      )}
    </div>
  );
}

/** The button and its menu, for Flex's main header. */
export const DeviceMenu = withTheme(DeviceMenuPlain);

interface ChoiceProps {
  readonly kind: DeviceKind;
  readonly devices: Devices;
  readonly extension: Props["extension"];
  readonly texts: Texts;
}

function Choice({ kind, devices, extension, texts }: ChoiceProps): JSX.Element {
  const offered = kind === "input" ? devices.inputs : devices.outputs;
  const chosen = kind === "input" ? devices.input : devices.output;
  // One that is unplugged stays chosen for when it is back.
  const labels = chosen !== null && !offered.includes(chosen) ? [...offered, chosen] : offered;
  const id = `voice-client-${kind}`;
  return (
    <div style={{ margin: 8 }}>
      <label htmlFor={id}>
        {texts(kind === "input" ? "VoiceClientMicrophone" : "VoiceClientSpeaker")}
      </label>
      <select
        id={id}
        style={{ display: "block", width: "100%", marginTop: 4, padding: 4 }}
        data-testid={id}
        value={chosen ?? SYSTEM}
        onChange={(event) => extension.setAudioDevice(kind, event.target.value)}
      >
        <option value={SYSTEM}>{texts("VoiceClientSystemDevice")}</option>
        {labels.map((label) => (
          <option key={label} value={label}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

function panelStyle(theme: Theme | undefined): React.CSSProperties {
  const tokens = theme?.tokens;
  return {
    position: "absolute",
    top: "100%",
    right: 0,
    zIndex: 10,
    width: 280,
    padding: 4,
    borderRadius: 4,
    boxShadow: "0 4px 16px rgba(0, 0, 0, 0.3)",
    background: tokens?.backgroundColors.colorBackgroundBody ?? "#fff",
    color: tokens?.textColors.colorText ?? "#000",
    colorScheme: theme?.isLight === false ? "dark" : "light",
  };
}

function useCloseOutside(
  place: React.RefObject<HTMLElement>,
  isOpen: boolean,
  close: () => void,
): void {
  React.useEffect(() => {
    if (!isOpen) return undefined;
    const onPointerDown = (event: PointerEvent) => {
      if (!place.current?.contains(event.target as Node)) close();
    };
    document.addEventListener("pointerdown", onPointerDown);
    return () => document.removeEventListener("pointerdown", onPointerDown);
  });
}
