/** The part of Flex's phone state that answers for Flex's own microphone. */
export interface DeviceListener {
  /** A getter of Flex's class: `state/PhoneState.d.ts` of flex-ui 2.17. */
  readonly isMicrophoneSet?: boolean;
}

/**
 * Lets Flex do something as if its page had a microphone. It asks for one before it calls out, but
 * the extension is who speaks, and a page that needs no microphone may well not be allowed any.
 */
export async function asIfFlexHadAMicrophone<T>(
  listener: DeviceListener | undefined,
  action: () => Promise<T>,
): Promise<T> {
  if (!listener || listener.isMicrophoneSet !== false) return action();
  Object.defineProperty(listener, "isMicrophoneSet", { get: () => true, configurable: true });
  try {
    return await action();
  } finally {
    // What Flex itself says comes from the prototype.
    delete (listener as { isMicrophoneSet?: boolean }).isMicrophoneSet;
  }
}
