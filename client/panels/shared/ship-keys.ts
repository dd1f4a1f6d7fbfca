/** The ship's keys as the help shows them: by place (`KeyboardEvent.code`), or by name. They are bound in client/input. */
export const thrustKeys = ["KeyW", "KeyA", "KeyS", "KeyD"];

export const shipKeys: readonly (readonly [keys: readonly string[], about: string])[] = [
  [thrustKeys, "thrust; the arrow keys too"],
  [["Mouse"], "aim; without a mouse the ship points where it thrusts"],
  [["Click", "KeyF", "KeyJ"], "fire"],
  [["Space"], "dash; right click too"],
];
