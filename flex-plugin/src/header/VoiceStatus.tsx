import * as React from "react";

import type { Reason } from "../notifications/Notifier";
import type { Readable } from "../store";
import type { Texts } from "../strings/strings";
import { useReadable } from "../useReadable";
import type { Voice } from "../voice";
import type { Connection, Tone } from "./status";
import { clock, statusOf } from "./status";

interface Props {
  readonly voice: Readable<Voice>;
  /** What is said here for a moment, as the notification bar would be in the way. */
  readonly reason: Readable<Reason | null>;
  readonly texts: Texts;
}

/** Light enough for the main header, which is dark in every theme of Flex. */
const COLOURS: Record<Tone, string> = {
  good: "#36d576",
  call: "#66b3ff",
  wait: "#ffdd35",
  bad: "#f58a8a",
};

const STYLE = {
  all: { display: "flex", alignItems: "center", gap: 8, marginRight: 12, lineHeight: "16px" },
  dot: { width: 10, height: 10, borderRadius: 5, flex: "none" },
  words: { whiteSpace: "nowrap" },
  // Two or three small lines, in a header that is 52 px high.
  advice: { maxWidth: 400, fontSize: 12 },
  timer: { fontVariantNumeric: "tabular-nums" },
  bars: { display: "flex", alignItems: "flex-end", gap: 2 },
} satisfies Record<string, React.CSSProperties>;

/** How the voice client is, in Flex's main header. */
export function VoiceStatus({ voice, reason, texts }: Props): JSX.Element | null {
  const status = statusOf(useReadable(voice));
  const said = useReadable(reason);
  if (!status) return null;
  const advice = said ? fill(texts(said.key), said.context) : status.advice && texts(status.advice);
  return (
    <div style={STYLE.all} data-testid="voice-client-status" data-tone={status.tone}>
      <span style={{ ...STYLE.dot, background: COLOURS[status.tone] }} aria-hidden />
      <span role="status" style={{ ...STYLE.all, margin: 0 }}>
        <span style={STYLE.words}>
          {texts("VoiceClientStatus")}: {status.words.map(texts).join(" · ")}
        </span>
        {advice && <span style={STYLE.advice}>{advice}</span>}
      </span>
      {status.until !== null && <TimeLeft until={status.until} texts={texts} />}
      {status.connection && <Bars connection={status.connection} texts={texts} />}
      {status.startedAt !== null && <Timer since={status.startedAt} />}
    </div>
  );
}

/** Puts values into a text, as Flex does in its notifications. */
function fill(text: string, context: Reason["context"]): string {
  return text.replace(/{{(\w+)}}/g, (all, name) => context[name] ?? all);
}

function Timer({ since }: { since: number }): JSX.Element {
  const now = useClock();
  return (
    <span role="timer" data-testid="voice-client-timer" style={STYLE.timer}>
      {clock(now - since)}
    </span>
  );
}

/** How long the call may still come back. Then nobody knows until the network says so. */
function TimeLeft({ until, texts }: { until: number; texts: Texts }): JSX.Element | null {
  // Rounded up: with the last second shown there is one left.
  const left = until - useClock() + 999;
  if (left < 1_000) return null;
  return (
    <span role="timer" data-testid="voice-client-time-left" style={STYLE.timer}>
      {fill(texts("VoiceClientTimeLeft"), { time: clock(left) })}
    </span>
  );
}

function Bars({ connection, texts }: { connection: Connection; texts: Texts }): JSX.Element {
  const { bars, word, figures } = connection;
  const label = `${texts("VoiceClientConnection")}: ${texts(word)}`;
  return (
    <span
      role="img"
      aria-label={label}
      title={`${label}\n${figures}`}
      data-testid="voice-client-connection"
      style={STYLE.bars}
    >
      {[1, 2, 3, 4].map((bar) => (
        <span
          key={bar}
          style={{
            width: 3,
            height: 3 * bar + 1,
            background: "currentColor",
            opacity: bar <= bars ? 1 : 0.3,
          }}
        />
      ))}
    </span>
  );
}

/** The time, once a second. */
function useClock(): number {
  const [now, setNow] = React.useState(Date.now);
  React.useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 1_000);
    return () => window.clearInterval(timer);
  }, []);
  return now;
}
