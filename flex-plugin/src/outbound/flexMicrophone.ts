/** The part of Flex's phone state that answers for Flex's own microphone. */
export interface DeviceListener {
  /** A getter of Flex's class: `state/PhoneState.d.ts` of flex-ui 2.17. */
  readonly isMicrophoneSet?: boolean;
}

/** How many are at it, for each that was told that it has one. */
const users = new WeakMap<DeviceListener, number>();

/**
 * Lets Flex do something as if its page had a microphone. It asks for one before it calls out, but
 * the extension is who speaks, and a page that needs no microphone may well not be allowed any.
 */
export async function asIfFlexHadAMicrophone<T>(
  listener: DeviceListener | undefined,
  action: () => Promise<T>,
): Promise<T> {
  const others = (listener && users.get(listener)) ?? 0;
  if (!listener || (others === 0 && listener.isMicrophoneSet !== false)) return action();
  users.set(listener, others + 1);
  Object.defineProperty(listener, "isMicrophoneSet", { get: () => true, configurable: true });
  try {
    return await action();
  } finally {
    const left = (users.get(listener) ?? 1) - 1;
    users.set(listener, left);
    // What Flex itself says comes from the prototype.
    if (left === 0) delete (listener as { isMicrophoneSet?: boolean }).isMicrophoneSet;
  }
}
