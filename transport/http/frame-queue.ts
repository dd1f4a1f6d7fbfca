/** A first-in-first-out queue of frames; taking a frame costs the same at any length. */
export type FrameBytes = Uint8Array<ArrayBuffer>;

export class FrameQueue {
  #frames: FrameBytes[] = [];
  #taken = 0;
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#taken === this.#frames.length;
  }

  push(frame: FrameBytes): void {
    this.#frames.push(frame);
    this.#bytes += frame.length;
  }

  shift(): FrameBytes | undefined {
    const frame = this.#frames[this.#taken];
    if (!frame) return undefined;
    this.#taken++;
    this.#bytes -= frame.length;
    if (this.#taken > 32 && this.#taken * 2 > this.#frames.length) {
      this.#frames.splice(0, this.#taken);
      this.#taken = 0;
    }
    return frame;
  }

  /** Takes the oldest frames, up to this many bytes; at least one, however long it is. */
  take(maxBytes: number): FrameBytes[] {
    const frames: FrameBytes[] = [];
    for (let bytes = 0; !this.isEmpty;) {
      bytes += this.#frames[this.#taken]?.length ?? 0;
      if (frames.length > 0 && bytes > maxBytes) break;
      const frame = this.shift();
      if (frame) frames.push(frame);
    }
    return frames;
  }
}
