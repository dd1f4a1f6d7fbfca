/**
 * A player made from protocol/crosswire.proto alone, with a stock gRPC client: it joins, chases the nearest ship, shoots,
 * and prints what it sees. Nothing here is Crosswire's own but the .proto.
 *
 *   node examples/grpc-client/main.mjs --address localhost:3050 --name Bot --room lobby --seconds 10
 */
import { parseArgs } from "node:util";
import grpc from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";

const { values: options } = parseArgs({
  options: {
    address: { type: "string", default: "localhost:3050" },
    name: { type: "string", default: "Bot" },
    room: { type: "string", default: "lobby" },
    seconds: { type: "string", default: "10" },
  },
});

const proto = `${import.meta.dirname}/../../protocol/crosswire.proto`;
const { crosswire } = grpc.loadPackageDefinition(loadSync(proto, { defaults: true, oneofs: true }));
const client = new crosswire.v1.Game(options.address, grpc.credentials.createInsecure());
const play = client.play();

const names = new Map([[255, "the room"]]);
const nameOf = (seat) => names.get(seat) ?? `seat ${seat}`;
let shownTick = 0;
let tickRateHz = 30;

play.on("data", (event) => {
  switch (event.event) {
    case "joined":
      ({ tickRateHz } = event.joined);
      names.set(event.joined.seat, event.joined.name);
      console.log(`joined as ${event.joined.name}, seat ${event.joined.seat}, ${tickRateHz} Hz`);
      break;
    case "roster":
      for (const { seat, name } of event.roster.players) names.set(seat, name);
      break;
    case "chatLine":
      console.log(`${nameOf(event.chatLine.seat)}: ${event.chatLine.text}`);
      break;
    case "killed":
      console.log(`${nameOf(event.killed.killer)} burst ${nameOf(event.killed.victim)}`);
      break;
    case "snapshot":
      see(event.snapshot);
      break;
  }
});
// Whatever ends the stream early comes here, with its gRPC status.
play.on("error", (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
play.on("end", () => client.close());

function see({ tick, you, ships, pulses }) {
  // What was under way when we left still arrives.
  if (!you || play.writableEnded) return;
  const distance = (ship) => Math.hypot(ship.x - you.x, ship.y - you.y);
  const [target] = ships.filter(({ flying }) => flying).sort((a, b) => distance(a) - distance(b));
  if (target) {
    const [dx, dy] = [target.x - you.x, target.y - you.y];
    const aimTurns = Math.atan2(dy, dx) / (2 * Math.PI);
    const [thrustX, thrustY] = [dx, dy].map((d) => d / Math.max(distance(target), 1));
    play.write({
      control: { thrustX, thrustY, aimTurns, fire: distance(target) < 600, seenTick: tick },
    });
  }
  if (tick - shownTick < tickRateHz) return;
  shownTick = tick;
  console.log(
    `tick ${tick}: at ${you.x.toFixed(1)},${you.y.toFixed(1)} energy ${you.energy}, ` +
      `${ships.length} other ships, ${pulses.length} pulses`,
  );
}

play.write({ join: { name: options.name, room: options.room } });
play.write({ chat: { text: "hello from gRPC" } });
setTimeout(() => play.end(), Number(options.seconds) * 1000);
