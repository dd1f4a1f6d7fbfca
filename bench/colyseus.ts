/** The same ships through `@colyseus/schema`: the state that its Encoder turns into one patch a tick. */
import { Encoder, schema, t, type SchemaType } from "@colyseus/schema";
import type { RemoteShip } from "#protocol";

/** The fields of a remote ship, each in the smallest type that holds it. */
const ShipState = schema(
  {
    x4: t.uint16(),
    y4: t.uint16(),
    aim8: t.uint8(),
    energy: t.uint8(),
    flying: t.boolean(),
    thrusting: t.boolean(),
    shielded: t.boolean(),
    dashing: t.boolean(),
  },
  "ShipState",
);
const RoomState = schema({ ships: t.map(ShipState) }, "RoomState");

export class ColyseusRoom {
  readonly #state: SchemaType<typeof RoomState> = new RoomState();
  readonly #encoder = new Encoder(this.#state);

  /** Bytes of the patch from the ships of the last call to these. */
  patchBytes(ships: readonly RemoteShip[]): number {
    for (const ship of ships) {
      const key = String(ship.seat);
      const state = this.#state.ships.get(key) ?? new ShipState();
      state.x4 = ship.x4;
      state.y4 = ship.y4;
      state.aim8 = ship.aim8;
      state.energy = ship.energy;
      state.flying = ship.flying;
      state.thrusting = ship.thrusting;
      state.shielded = ship.shielded;
      state.dashing = ship.dashing;
      if (!this.#state.ships.has(key)) this.#state.ships.set(key, state);
    }
    const bytes = this.#encoder.encode().length;
    this.#encoder.discardChanges();
    return bytes;
  }
}
