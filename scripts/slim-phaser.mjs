/**
 * The parts of Phaser that client/game uses. A build takes this file in place of the package (vite.config.ts), because a bundler
 * cannot drop the unused parts of Phaser's own bundle: 165 kB of JavaScript, gzipped, instead of 353. A new kind of game object needs
 * its factory here; docs/decisions/0014-a-slim-phaser.md has the reasons.
 */
// First, because modules of the renderer import each other in a circle.
import "../node_modules/phaser/src/renderer/index.js";
import Game from "../node_modules/phaser/src/core/Game.js";
import Scene from "../node_modules/phaser/src/scene/Scene.js";
import BlendModes from "../node_modules/phaser/src/renderer/BlendModes.js";
import FilterMode from "../node_modules/phaser/src/textures/const.js";
import ScaleModes from "../node_modules/phaser/src/scale/const/SCALE_MODE_CONST.js";
import { WEBGL } from "../node_modules/phaser/src/const.js";

// These register themselves: the systems of a scene, then the game objects.
import "../node_modules/phaser/src/events/EventEmitter.js";
import "../node_modules/phaser/src/cameras/2d/CameraManager.js";
import "../node_modules/phaser/src/gameobjects/GameObjectFactory.js";
import "../node_modules/phaser/src/scene/ScenePlugin.js";
import "../node_modules/phaser/src/gameobjects/DisplayList.js";
import "../node_modules/phaser/src/gameobjects/UpdateList.js";
import "../node_modules/phaser/src/gameobjects/image/ImageFactory.js";
import "../node_modules/phaser/src/gameobjects/tilesprite/TileSpriteFactory.js";
import "../node_modules/phaser/src/gameobjects/text/TextFactory.js";
import "../node_modules/phaser/src/gameobjects/shape/rectangle/RectangleFactory.js";

const Scale = ScaleModes;
const Textures = { FilterMode };
export { BlendModes, Game, Scale, Scene, Textures, WEBGL };
